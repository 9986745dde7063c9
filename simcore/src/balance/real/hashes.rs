//! The hash functions of nginx and HAProxy, bit for bit.

/// CRC-32 (the one of Ethernet and zip) of some parts, one behind the other.
pub fn crc32(parts: &[&[u8]]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in parts.iter().copied().flatten() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

/// HAProxy's default: the hash of the sdbm database, `h * 65599 + byte`.
pub fn sdbm(text: &[u8]) -> u32 {
    text.iter().fold(0, |h: u32, &byte| h.wrapping_mul(65_599).wrapping_add(u32::from(byte)))
}

/// `h * 33 + byte`, from 5381.
pub fn djb2(text: &[u8]) -> u32 {
    text.iter().fold(5_381, |h: u32, &byte| h.wrapping_mul(33).wrapping_add(u32::from(byte)))
}

/// HAProxy's own, made for short keys that look alike.
pub fn wt6(text: &[u8]) -> u32 {
    let (mut h0, mut h1, mut step0, mut step1) = (0xa53c_965a_u32, 0x5ca6_953a_u32, 6, 18);
    for &byte in text {
        h0 = !(h0 ^ u32::from(byte));
        h1 = !h1.wrapping_add(u32::from(byte));
        (h0, h1) = (h1.rotate_left(step0), h0.rotate_left(step1));
        let t = ((h0 >> 16) ^ h1) & 0xffff;
        (step0, step1) = (t & 0x1f, t >> 11);
    }
    h0 ^ h1
}

/// HAProxy's avalanche (one of Bob Jenkins' integer hashes, times a prime): numbers that differ a
/// little land far apart.
pub fn avalanche(mut a: u32) -> u32 {
    a = a.wrapping_add(0x7ed5_5d16).wrapping_add(a << 12);
    a = (a ^ 0xc761_c23c) ^ (a >> 19);
    a = a.wrapping_add(0x1656_67b1).wrapping_add(a << 5);
    a = a.wrapping_add(0xd3a2_646c) ^ (a << 9);
    a = a.wrapping_add(0xfd70_46c5).wrapping_add(a << 3);
    a = (a ^ 0xb55a_4f09) ^ (a >> 16);
    a.wrapping_mul(3_221_225_473)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_check_values() {
        assert_eq!(crc32(&[b"123456789"]), 0xcbf4_3926);
        assert_eq!(crc32(&[b"1234", b"", b"56789"]), 0xcbf4_3926);
        assert_eq!(djb2(b"a"), 5_381 * 33 + 97);
        assert_eq!(sdbm(b"ab"), 97 * 65_599 + 98);
    }
}
