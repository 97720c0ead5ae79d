//! What a page reads from the server: a resource without its types, so that a browser loads the machinery
//! around it once and not for each kind of answer.

use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::{Answer, Failure};

/// An answer of the server that comes with the page, or later. It is read with `await`.
pub(crate) struct Loaded<T> {
    resource: Resource<Parcel, InPage>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Loaded<T> {
    /// Asks `fetch` at once, and again whenever what `source` gives changes.
    pub fn new<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetch: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        let fetch = move |key: &Key| -> Option<Coming> {
            let fetching = fetch(key.0.as_any().downcast_ref::<S>()?.clone());
            Some(Box::pin(async move { Parcel::new(fetching.await) }))
        };
        let resource = resource(Box::new(move || Key(Arc::new(source()))), Box::new(fetch));
        Self { resource, answer: PhantomData }
    }

    /// Asks again.
    pub fn refetch(self) {
        self.resource.refetch();
    }

    /// The answer, if it is there.
    pub fn get_untracked(self) -> Option<Answer<T>> {
        self.resource.get_untracked().map(|parcel| parcel.open())
    }
}

impl<T: Clone + DeserializeOwned + Send + Sync + 'static> IntoFuture for Loaded<T> {
    type Output = Answer<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer<T>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let parcel = self.resource.into_future();
        Box::pin(async move { parcel.await.open() })
    }
}

type Coming = Pin<Box<dyn Future<Output = Parcel> + Send>>;
type Source = Box<dyn Fn() -> Key + Send + Sync>;
type Fetch = Box<dyn Fn(&Key) -> Option<Coming> + Send + Sync>;

/// The one resource behind every [`Loaded`].
fn resource(source: Source, fetch: Fetch) -> Resource<Parcel, InPage> {
    let fetch = move |key: Key| {
        let coming = fetch(&key);
        async move {
            match coming {
                Some(coming) => coming.await,
                None => Parcel::text("the source of a resource has another type".to_owned()),
            }
        }
    };
    Resource::new_with_options(source, fetch, false)
}

/// What the source of a resource gave, to be compared with what it gives next.
#[derive(Clone)]
struct Key(Arc<dyn Compare>);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(other.0.as_any())
    }
}

trait Compare: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn same(&self, other: &dyn Any) -> bool;
}

impl<S: PartialEq + Send + Sync + 'static> Compare for S {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<S>() == Some(self)
    }
}

/// An answer: as it was fetched, or as text from the page.
#[derive(Clone)]
struct Parcel {
    content: Arc<dyn Any + Send + Sync>,
    #[cfg(feature = "ssr")]
    encode: fn(&(dyn Any + Send + Sync)) -> Result<String, serde_json::Error>,
}

/// JSON of an answer, as it stands in the page.
struct Text(String);

impl Parcel {
    fn new<T: Serialize + Send + Sync + 'static>(answer: Answer<T>) -> Self {
        Self {
            content: Arc::new(answer),
            #[cfg(feature = "ssr")]
            encode: |content| serde_json::to_string(&content.downcast_ref::<Answer<T>>()),
        }
    }

    fn text(text: String) -> Self {
        Self {
            content: Arc::new(Text(text)),
            #[cfg(feature = "ssr")]
            encode: |_| Ok(String::new()),
        }
    }

    fn open<T: Clone + DeserializeOwned + 'static>(&self) -> Answer<T> {
        if let Some(answer) = self.content.downcast_ref::<Answer<T>>() {
            return answer.clone();
        }
        let text = self.content.downcast_ref::<Text>().map_or("", |text| text.0.as_str());
        // From bytes, as the answers of server functions are read: that code is there already.
        serde_json::from_slice(text.as_bytes())
            .unwrap_or_else(|error| Err(Failure::internal(error.to_string())))
    }
}

/// How answers stand in the page.
struct InPage;

impl Encoder<Parcel> for InPage {
    type Error = serde_json::Error;
    type Encoded = String;

    #[cfg(feature = "ssr")]
    fn encode(parcel: &Parcel) -> Result<String, serde_json::Error> {
        (parcel.encode)(parcel.content.as_ref())
    }

    // Only the server writes pages.
    #[cfg(not(feature = "ssr"))]
    fn encode(_: &Parcel) -> Result<String, serde_json::Error> {
        Ok(String::new())
    }
}

impl Decoder<Parcel> for InPage {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Parcel, serde_json::Error> {
        Ok(Parcel::text(text.to_owned()))
    }
}
