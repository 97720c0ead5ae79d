//! A stream of messages, none of which is larger than we keep in memory.

use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::rows::LARGEST;

/// Reads along and breaks off when a message of the server is too large.
pub(super) struct Wire<S> {
    inner: S,
    /// The kind of the message and its length, as far as they were read.
    head: Vec<u8>,
    /// Bytes of the message that are still to come.
    left: usize,
    too_large: Arc<AtomicBool>,
}

impl<S> Wire<S> {
    /// Says in `too_large` that it broke off.
    pub(super) fn new(inner: S, too_large: Arc<AtomicBool>) -> Self {
        Self { inner, head: Vec::with_capacity(5), left: 0, too_large }
    }

    fn follow(&mut self, mut bytes: &[u8]) -> Result<()> {
        while let Some((byte, rest)) = bytes.split_first() {
            if self.left > 0 {
                let skipped = self.left.min(bytes.len());
                self.left -= skipped;
                bytes = bytes.get(skipped..).unwrap_or_default();
                continue;
            }
            self.head.push(*byte);
            bytes = rest;
            if let [_, length @ ..] = &*self.head
                && let Ok(length) = <[u8; 4]>::try_from(length)
            {
                // It counts itself.
                self.left = (u32::from_be_bytes(length) as usize).saturating_sub(length.len());
                self.head.clear();
                if self.left as u64 > LARGEST {
                    self.too_large.store(true, Ordering::Relaxed);
                    return Err(Error::new(ErrorKind::InvalidData, "a message is too large"));
                }
            }
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        let read = buf.filled().get(before..).unwrap_or_default();
        Poll::Ready(self.follow(read))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_measured_however_they_are_cut() {
        let large = (LARGEST as u32 + 5).to_be_bytes();
        let bytes = [&b"Z\0\0\0\x05ID\0\0\0\x08abcdS\0\0\0\x04D"[..], &large].concat();
        for size in 1..bytes.len() {
            let mut wire = Wire::new((), Arc::default());
            let (last, first) = bytes.split_last().map(|(last, first)| ([*last], first)).unwrap();
            for part in first.chunks(size) {
                wire.follow(part).unwrap();
            }
            assert!(!wire.too_large.load(Ordering::Relaxed));
            assert!(wire.follow(&last).is_err(), "{size}");
            assert!(wire.too_large.load(Ordering::Relaxed));
        }
    }
}
