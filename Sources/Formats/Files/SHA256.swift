import CNettle
import Foundation

/// SHA-256 (FIPS 180-4) through nettle.
public struct SHA256: Sendable {
    private var context = sha256_ctx()

    /// A digest of nothing yet.
    public init() {
        nettle_sha256_init(&context)
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: [UInt8]) {
        nettle_sha256_update(&context, bytes.count, bytes)
    }

    /// The 32 bytes of the digest of everything appended so far; more may be appended afterwards.
    public func digest() -> [UInt8] {
        var copy = context
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        nettle_sha256_digest(&copy, digest.count, &digest)
        return digest
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public func hexDigest() -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The digest of `bytes` as 64 lower-case hexadecimal digits.
    public static func hexDigest(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexDigest()
    }

    /// The digest of the UTF-8 bytes of `text` as 64 lower-case hexadecimal digits.
    public static func hexDigest(of text: String) -> String {
        hexDigest(of: Array(text.utf8))
    }

    /// The digest of the bytes of the file at `path`, which may be larger than memory.
    public static func hexDigest(ofFile path: String) throws(FormatError) -> String {
        let descriptor = try FileContents.openForReading(path)
        defer { close(descriptor) }
        var hash = SHA256(), chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try FileContents.readChunk(descriptor, into: &chunk, file: path)
            if count == 0 { return hash.hexDigest() }
            hash.update(count == chunk.count ? chunk : Array(chunk[..<count]))
        }
    }
}
