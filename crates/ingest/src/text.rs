//! Text in any encoding, as UTF-8.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::error::Error;

const BUFFER: usize = 256 * 1024;

/// A file that counts how many of its bytes were read.
pub(crate) struct Counted {
    file: File,
    count: Rc<Cell<u64>>,
}

impl Counted {
    pub fn new(file: File) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (Self { file, count: Rc::clone(&count) }, count)
    }
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// Finds an encoding by its WHATWG label.
pub(crate) fn encoding(label: &str) -> Result<&'static Encoding, Error> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| Error::option("options.encoding", "no such encoding"))
}

/// Reads text as UTF-8, without its byte order mark. UTF-8 itself is passed through unchecked.
pub(crate) struct TextReader<R> {
    input: R,
    encoding: &'static Encoding,
    /// None for UTF-8.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_at: usize,
    /// The input has no more bytes.
    ended: bool,
    /// The byte order mark was looked for.
    begun: bool,
    decoded: Vec<u8>,
    decoded_at: usize,
    /// The decoder has seen the end.
    finished: bool,
}

impl<R: Read> TextReader<R> {
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self {
            input,
            encoding,
            decoder,
            raw: Vec::new(),
            raw_at: 0,
            ended: false,
            begun: false,
            decoded: Vec::new(),
            decoded_at: 0,
            finished: false,
        }
    }

    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    fn fill(&mut self) -> io::Result<()> {
        self.raw.drain(..self.raw_at);
        self.raw_at = 0;
        let kept = self.raw.len();
        self.raw.resize(kept + BUFFER, 0);
        let n = loop {
            match self.input.read(&mut self.raw[kept..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.raw.truncate(kept + n);
        self.ended = n == 0;
        Ok(())
    }

    fn read_utf8(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begun = true;
            while self.raw.len() < 3 && !self.ended {
                self.fill()?;
            }
            if self.raw.starts_with(b"\xEF\xBB\xBF") {
                self.raw_at = 3;
            }
        }
        if self.raw_at == self.raw.len() {
            return self.input.read(buf);
        }
        let n = buf.len().min(self.raw.len() - self.raw_at);
        buf[..n].copy_from_slice(&self.raw[self.raw_at..self.raw_at + n]);
        self.raw_at += n;
        Ok(n)
    }
}

impl<R: Read> TextReader<R> {
    /// Decodes into `decoded` until something is there or the input has ended.
    fn decode(&mut self) -> io::Result<()> {
        self.decoded.resize(BUFFER, 0);
        self.decoded_at = 0;
        loop {
            if self.raw_at == self.raw.len() && !self.ended {
                self.fill()?;
            }
            let Some(decoder) = self.decoder.as_mut().filter(|_| !self.finished) else {
                self.decoded.clear();
                return Ok(());
            };
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_at..],
                &mut self.decoded,
                self.ended,
            );
            self.raw_at += read;
            if let DecoderResult::Malformed(..) = result {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "malformed text"));
            }
            self.finished = self.ended && result == DecoderResult::InputEmpty;
            if written > 0 || self.finished {
                self.decoded.truncate(written);
                return Ok(());
            }
        }
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.decoder.is_none() {
            return self.read_utf8(buf);
        }
        if self.decoded_at == self.decoded.len() {
            self.decode()?;
        }
        let n = buf.len().min(self.decoded.len() - self.decoded_at);
        buf[..n].copy_from_slice(&self.decoded[self.decoded_at..self.decoded_at + n]);
        self.decoded_at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], label: &str) -> io::Result<String> {
        let mut text = String::new();
        TextReader::new(bytes, encoding(label).expect(label)).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn byte_order_marks_are_removed_and_text_is_decoded() {
        assert_eq!(read(b"\xEF\xBB\xBFa,b", "UTF-8").expect("utf-8"), "a,b");
        assert_eq!(read(b"a", "UTF-8").expect("short"), "a");
        assert_eq!(read(b"", "UTF-8").expect("empty"), "");
        assert_eq!(read(b"caf\xE9 \x80", "windows-1252").expect("1252"), "café €");
        assert_eq!(read(b"\xFF\xFEa\0\xE9\0", "UTF-16LE").expect("16le"), "aé");
        assert_eq!(read(b"\xFE\xFF\0a\0\xE9", "UTF-16BE").expect("16be"), "aé");
    }

    #[test]
    fn half_a_character_at_the_end_is_an_error() {
        assert!(read(b"a\0b", "UTF-16LE").is_err());
    }

    #[test]
    fn long_texts_are_decoded_across_buffers() {
        let text = "aé€".repeat(BUFFER);
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&units, "UTF-16LE").expect("16le"), text);
    }
}
