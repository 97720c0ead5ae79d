//! Pictures from outside: their structure is checked, and only the parts that make the picture are kept. Places,
//! cameras, thumbnails, animations and whatever else was hidden in the file are gone.

/// The most pixels in each direction.
const MOST_PIXELS: u32 = 4_096;

/// The MIME type of a PNG, JPEG or WebP picture and its file with nothing but the picture; none if it is none
/// of them, is broken, has something behind its end, or is too large.
pub(super) fn clean(file: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    png(file)
        .map(|bytes| ("image/png", bytes))
        .or_else(|| jpeg(file).map(|bytes| ("image/jpeg", bytes)))
        .or_else(|| webp(file).map(|bytes| ("image/webp", bytes)))
}

fn fits(width: u32, height: u32) -> bool {
    (1..=MOST_PIXELS).contains(&width) && (1..=MOST_PIXELS).contains(&height)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    be32(bytes, at).map(u32::swap_bytes)
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(3)?)?;
    Some(part.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte)))
}

/// PNG (W3C, third edition, section 5): a signature, then chunks of length, name, data and checksum.
fn png(file: &[u8]) -> Option<Vec<u8>> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let mut out = file.strip_prefix(SIGNATURE).map(|_| SIGNATURE.to_vec())?;
    let (mut at, mut first, mut data) = (SIGNATURE.len(), true, false);
    loop {
        let length = usize::try_from(be32(file, at)?).ok()?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = file.get(at..end)?;
        let name = chunk.get(4..8)?;
        if first != (name == b"IHDR") || (first && !fits(be32(chunk, 8)?, be32(chunk, 12)?)) {
            return None;
        }
        if [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"].iter().any(|kept| name == kept.as_slice()) {
            out.extend_from_slice(chunk);
        }
        data |= name == b"IDAT";
        (at, first) = (end, false);
        if name == b"IEND" {
            return (data && length == 0 && at == file.len()).then_some(out);
        }
    }
}

/// JPEG (ITU T.81, annex B): segments that begin with a marker; after SOS the compressed data, in which `FF` is
/// followed by `00` or by a restart marker. The Adobe segment says how colours are meant and stays.
fn jpeg(file: &[u8]) -> Option<Vec<u8>> {
    let mut out = file.strip_prefix(b"\xff\xd8").map(|_| vec![0xff, 0xd8])?;
    let (mut at, mut sized) = (2, false);
    loop {
        let marker = match (file.get(at)?, *file.get(at + 1)?) {
            (0xff, 0xff) => {
                at += 1;
                continue;
            }
            (0xff, marker) => marker,
            _ => return None,
        };
        if marker == 0xd9 {
            out.extend_from_slice(&[0xff, 0xd9]);
            return (sized && at + 2 == file.len()).then_some(out);
        }
        let mut end = at.checked_add(2)?.checked_add(usize::from(be16(file, at + 2)?))?;
        if matches!(marker, 0xc0..=0xc3) {
            sized = fits(be16(file, at + 7)?.into(), be16(file, at + 5)?.into());
        }
        if marker == 0xda {
            end = end_of_scan(file, end)?;
        }
        let segment = file.get(at..end)?;
        match marker {
            0xc0..=0xc4 | 0xda | 0xdb | 0xdd | 0xee => out.extend_from_slice(segment),
            0xe0..=0xef | 0xfe => {}
            _ => return None,
        }
        at = end;
    }
}

/// Where the compressed data end: before the next marker that is no restart.
fn end_of_scan(file: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match (*file.get(at)?, *file.get(at + 1)?) {
            (0xff, 0x00 | 0xd0..=0xd7) => at += 2,
            (0xff, _) => return Some(at),
            _ => at += 1,
        }
    }
}

/// WebP (RFC 9649, section 2): RIFF chunks of name, length and data, padded to even length. The extended header
/// is kept with the flag of transparency only.
fn webp(file: &[u8]) -> Option<Vec<u8>> {
    const ALPHA: u8 = 0x10;
    let length = usize::try_from(le32(file, 4)?).ok()?.checked_add(8)?;
    if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WEBP" || length != file.len() {
        return None;
    }
    let (mut at, mut body, mut picture) = (12, Vec::new(), false);
    while at < file.len() {
        let length = usize::try_from(le32(file, at + 4)?).ok()?;
        let end = at.checked_add(8)?.checked_add(length.checked_add(length % 2)?)?;
        let chunk = file.get(at..end)?;
        match chunk.get(..4)? {
            b"VP8X" if at == 12 && length == 10 => {
                if !fits(le24(chunk, 12)? + 1, le24(chunk, 15)? + 1) {
                    return None;
                }
                let mut head = chunk.to_vec();
                *head.get_mut(8)? &= ALPHA;
                body.extend(head);
            }
            b"VP8 " if chunk.get(11..14)? == b"\x9d\x01\x2a" => {
                let side = |at| be16(chunk, at).map(|side| u32::from(side.swap_bytes() & 0x3fff));
                picture = fits(side(14)?, side(16)?);
                body.extend_from_slice(chunk);
            }
            b"VP8L" if chunk.get(8) == Some(&0x2f) => {
                let bits = le32(chunk, 9)?;
                picture = fits((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
                body.extend_from_slice(chunk);
            }
            b"ALPH" => body.extend_from_slice(chunk),
            b"EXIF" | b"XMP " | b"ICCP" => {}
            _ => return None,
        }
        at = end;
    }
    let length = u32::try_from(body.len() + 4).ok()?.to_le_bytes();
    picture.then(|| [b"RIFF", length.as_slice(), b"WEBP", &body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), &name, data, b"crc!"].concat()
    }

    fn small_png(side: u32, more: &[u8]) -> Vec<u8> {
        let head = [side.to_be_bytes().as_slice(), &side.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let parts = [chunk(*b"IHDR", &head), more.to_vec(), chunk(*b"IDAT", b"x"), chunk(*b"IEND", b"")];
        [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
    }

    fn small_jpeg(more: &[u8]) -> Vec<u8> {
        let frame = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00";
        let scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00ab\xff\x00cd";
        [b"\xff\xd8".as_slice(), more, frame, scan, b"\xff\xd9"].concat()
    }

    fn small_webp(more: &[u8]) -> Vec<u8> {
        let body = [b"VP8L\x06\x00\x00\x00\x2f\x0f\xc0\x03\x00\x00".as_slice(), more].concat();
        let length = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
        [b"RIFF".as_slice(), &length, b"WEBP", &body].concat()
    }

    #[test]
    fn places_and_cameras_are_taken_out() {
        let text = chunk(*b"tEXt", b"Comment\0<script>");
        assert_eq!(clean(&small_png(16, &text)), Some(("image/png", small_png(16, b""))));
        let exif = b"\xff\xe1\x00\x08Exif\0\0";
        assert_eq!(clean(&small_jpeg(exif)), Some(("image/jpeg", small_jpeg(b""))));
        assert_eq!(clean(&small_webp(b"EXIF\x02\x00\x00\x00hi")), Some(("image/webp", small_webp(b""))));
    }

    #[test]
    fn something_behind_the_end_is_refused() {
        for file in [small_png(16, b""), small_jpeg(b""), small_webp(b"")] {
            assert!(clean(&file).is_some());
            assert_eq!(clean(&[file.clone(), b"<html>".to_vec()].concat()), None);
            assert_eq!(clean(&file[..file.len() - 1]), None);
        }
    }

    #[test]
    fn other_files_and_too_large_pictures_are_refused() {
        for file in [b"".as_slice(), b"<svg xmlns='x'/>", b"GIF89a", b"RIFF\x04\x00\x00\x00WAVE"] {
            assert_eq!(clean(file), None);
        }
        assert_eq!(clean(&small_png(MOST_PIXELS + 1, b"")), None);
    }
}
