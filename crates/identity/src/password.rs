//! Passwords are kept as argon2id hashes, computed by a few threads of their own, which stand back behind the threads
//! that answer requests.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use rayon::{ThreadPool, ThreadPoolBuilder};
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};
use tokio::sync::oneshot;

/// Hashing failed for a reason other than a wrong password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The parameters or the stored hash are wrong.
    #[error("password hashing: {0}")]
    Hash(String),
    /// The hashing thread could not begin, or ended early.
    #[error("password hashing thread did not begin or ended early")]
    Thread,
}

/// Of the hashing threads, of 99: niceness 7 on Linux. No answer waits for a hash; where models are trained with all
/// cores, it still gets about a sixth of one.
const PRIORITY: u8 = 30;

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// 19 MiB, two passes, one lane.
    pub const STANDARD: Self = Self { memory_kib: 19_456, passes: 2 };

    /// Next to nothing, so that tests are quick. Never for real accounts.
    pub const fn for_tests() -> Self {
        Self { memory_kib: 8, passes: 1 }
    }
}

/// Hashes and verifies passwords; never more than a few at once, so that sign-ins can't take all memory.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    threads: Arc<ThreadPool>,
    nobody: Arc<str>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// Passwords at this cost, `at_once` hashes at the same time.
    ///
    /// # Errors
    /// [`Error::Hash`] if the cost is not one argon2 takes, [`Error::Thread`] if there are no threads to be had.
    pub fn new(cost: Cost, at_once: usize) -> Result<Self, Error> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|error| Error::Hash(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon2, "the password of nobody")?.into();
        let threads = ThreadPoolBuilder::new()
            .num_threads(at_once.max(1))
            .thread_name(|i| format!("password-{i}"))
            .start_handler(|_| stand_back())
            // Who waits for the answer is told that the thread ended.
            .panic_handler(|_| {})
            .build();
        Ok(Self { argon2, threads: Arc::new(threads.map_err(|_| Error::Thread)?), nobody })
    }

    /// The hash of a password, in PHC format.
    ///
    /// # Errors
    /// [`Error`] if hashing fails.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.work(move |this| hash(&this.argon2, &password)).await
    }

    /// Whether the password belongs to the stored hash. For an unknown account (`None`) it does the same work
    /// and answers no.
    ///
    /// # Errors
    /// [`Error`] if the stored hash can't be read.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Error> {
        self.work(move |this| {
            let text = stored.as_deref().unwrap_or(&this.nobody);
            let parsed = PasswordHash::new(text).map_err(|error| Error::Hash(error.to_string()))?;
            let right = this.argon2.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(right && stored.is_some())
        })
        .await
    }

    /// Whether the stored hash was made at another cost and should be made anew.
    pub fn outdated(&self, stored: &str) -> bool {
        let Ok(parsed) = PasswordHash::new(stored) else { return true };
        Params::try_from(&parsed).map_or(true, |params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                != (
                    self.argon2.params().m_cost(),
                    self.argon2.params().t_cost(),
                    self.argon2.params().p_cost(),
                )
        })
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, asked) = oneshot::channel();
        let this = self.clone();
        self.threads.spawn_fifo(move || {
            // Nobody may be waiting any more.
            if !answer.is_closed() {
                drop(answer.send(work(this)));
            }
        });
        asked.await.map_err(|_| Error::Thread)?
    }
}

/// Lowers the priority of the present thread. A system that does not allow that hashes all the same.
fn stand_back() {
    if let Ok(priority) = ThreadPriorityValue::try_from(PRIORITY) {
        drop(set_current_thread_priority(ThreadPriority::Crossplatform(priority)));
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Error> {
    let hash = argon2.hash_password(password.as_bytes()).map_err(|error| Error::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(Cost::for_tests(), 2).unwrap()
    }

    #[tokio::test]
    async fn r04_stored_hash_is_argon2id_at_the_standard_cost() {
        let hash = Passwords::new(Cost::STANDARD, 1).unwrap().hash("grüße 🔑 welt".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn right_password_is_verified_and_a_wrong_one_is_not() {
        let hash = passwords().hash("grüße 🔑 welt".into()).await.unwrap();
        assert!(passwords().verify("grüße 🔑 welt".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords().verify("grüße 🔑 wel".into(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn r03_passwords_equal_in_the_first_72_bytes_differ() {
        let (a, b) = (format!("{}a", "x".repeat(72)), format!("{}b", "x".repeat(72)));
        let hash = passwords().hash(a).await.unwrap();
        assert!(!passwords().verify(b, Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn unknown_account_is_never_right() {
        assert!(!passwords().verify("the password of nobody".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn hash_of_another_cost_is_outdated() {
        let cheap = passwords().hash("correct horse".into()).await.unwrap();
        assert!(!passwords().outdated(&cheap));
        assert!(Passwords::new(Cost::STANDARD, 1).unwrap().outdated(&cheap));
    }
}
