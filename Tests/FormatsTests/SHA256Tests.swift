import Formats
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-2, appendix B, and the digest of nothing.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func publishedVectors(message: String, digest: String) {
        #expect(SHA256.hexDigest(of: message) == digest)
        #expect(SHA256.hexDigest(of: Array(message.utf8)) == digest)
    }

    @Test func piecesGiveTheDigestOfTheWhole() {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var hash = SHA256()
        for start in stride(from: 0, to: 1000, by: 37) {
            hash.update(Array(message[start..<min(start + 37, 1000)]))
        }
        #expect(hash.hexDigest() == SHA256.hexDigest(of: message))
        hash.update([1])
        #expect(hash.hexDigest() == SHA256.hexDigest(of: message + [1]), "taking the digest must not end the message")
    }
}
