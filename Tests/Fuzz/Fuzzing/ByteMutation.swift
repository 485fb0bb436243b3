/// Damage to bytes: what transmission, truncation and people with bad intentions do to files.
package struct ByteMutation {
    /// Numbers at which sizes and offsets go wrong.
    private static let edges: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1_0000_0000, .max >> 1,
        .max - 1, .max,
    ]
    /// Pieces of text at which parsers go wrong.
    private static let words: [String] = [
        "NaN", "null", "-Infinity", "1e999", "1e-999999999", "[[", "]", "{", "}", "\"", "\\u0000", "\\ud800", ",", ",,",
        ":", "\n", "\r", "-", "0x1", "9999999999999999999999",
        "(", ")", "'descr'", "<f8", "<f2", ">f8", "|O", "True", "\u{0}", "\u{FEFF}", "w0_0", "a0", "1/0", "step",
        "1e400", "\"\"",
    ]

    /// One to four changes.
    package static func apply(to bytes: [UInt8], other: [UInt8], _ generator: inout some RandomNumberGenerator)
        -> [UInt8]
    {
        var result = bytes
        for _ in 0..<([1, 1, 1, 1, 2, 4].randomElement(using: &generator) ?? 1) { change(&result, other, &generator) }
        return result
    }

    private static func change(_ bytes: inout [UInt8], _ other: [UInt8], _ generator: inout some RandomNumberGenerator)
    {
        guard !bytes.isEmpty else {
            bytes = Array(other.prefix(Int.random(in: 0...64, using: &generator)))
            return
        }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let length = min(bytes.count - place, 1 << Int.random(in: 0...7, using: &generator))
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = .random(in: 0...255, using: &generator)
        case 2: bytes.removeSubrange(place..<(place + length))
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
        case 5:
            let edge = edges.randomElement(using: &generator) ?? 0,
                size = [1, 2, 4, 8].randomElement(using: &generator) ?? 1
            for k in 0..<min(size, bytes.count - place) {
                bytes[place + k] = UInt8(truncatingIfNeeded: edge >> UInt64(8 * k))
            }
        case 6:
            let word = Array((words.randomElement(using: &generator) ?? "").utf8)
            if Bool.random(using: &generator) { bytes.removeSubrange(place..<min(bytes.count, place + word.count)) }
            bytes.insert(contentsOf: word, at: min(place, bytes.count))
        case 7:
            guard !other.isEmpty else { return }
            let from = Int.random(in: 0..<other.count, using: &generator)
            bytes.replaceSubrange(place..<(place + length), with: other[from..<min(other.count, from + length)])
        default:
            // a digit for a digit: numbers change while the text stays well formed
            guard let digit = bytes[place...].firstIndex(where: { $0 &- 0x30 < 10 }) else { return }
            bytes[digit] = 0x30 + .random(in: 0..<10, using: &generator)
        }
    }
}
