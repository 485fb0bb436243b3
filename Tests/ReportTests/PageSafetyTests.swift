import Formats
import Foundation
import Testing

@testable import Report

@Suite("The page loads nothing and runs nothing but its own script")
struct PageSafetyTests {
    static let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<!--"

    static let hostilePage: String = {
        var entry = Sample.minimum
        entry.record.source.file = hostile
        entry.record.program = hostile
        let run = ReportRun(
            label: hostile, path: hostile, entries: [entry],
            rejections: [ReportRun.Rejection(candidate: hostile, reason: hostile)])
        return HTMLReport(Report(title: hostile, runs: [run], isVerified: true)).text(makesLadders: false)
    }()

    @Test("Text from files stays text")
    func escaping() throws {
        let page = Self.hostilePage
        #expect(page.components(separatedBy: "<script").count == 3)
        #expect(page.components(separatedBy: "</script>").count == 3)
        #expect(!page.contains("<img"))
        #expect(!page.contains("<!--"))
        // the data still say what the files said
        let data = try #require(PageParts(text: page).data)
        let value = try JSONValue.parse(bytes: Array(data.utf8), file: "data")
        let runs = try JSONCursor(value, file: "data")["runs"].elements()
        #expect(try runs[0]["label"].string() == Self.hostile)
    }

    @Test("Every special character is spelled as a reference")
    func characters() {
        #expect(HTMLText.escaped("<a href=\"x\">&'</a>") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;")
        #expect(HTMLText.escaped("a\u{0}b\u{202E}c") == "a\u{FFFD}b\u{FFFD}c")
        #expect(HTMLText.scriptSafe("[\"</script>\"]") == "[\"\\u003c/script>\"]")
    }

    @Test("Nothing is fetched: no address in the page, and a policy that forbids it")
    func nothingIsFetched() throws {
        let page = HTMLReport(Sample.report()).text(makesLadders: false)
        let withoutNames = page.replacing("http://www.w3.org/1998/Math/MathML", with: "").replacing(
            "http://www.w3.org/2000/svg", with: "")
        for word in [
            "http:", "https:", " src=", "href=", "@import", "fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML",
        ] {
            #expect(!withoutNames.contains(word), "\(word)")
        }
        let policy = try #require(PageParts(text: page).policy)
        #expect(policy.hasPrefix("default-src 'none';"))
    }

    @Test("The policy names the hash of the script that stands in the page")
    func policyHash() throws {
        let parts = PageParts(text: HTMLReport(Sample.report()).text(makesLadders: false))
        var hash = SHA256()
        hash.update(Array(try #require(parts.script).utf8))
        #expect(try #require(parts.policy).contains("'sha256-\(Data(hash.digest()).base64EncodedString())'"))
    }

    @Test(
        "A command line in the report is one that a shell reads back",
        arguments: [
            ("run-1/a.b", "run-1/a.b"), ("my run", "'my run'"), ("it's", "'it'\\''s'"), ("$(rm)", "'$(rm)'"),
            ("", "''"), ("-o", "'-o'"),
        ])
    func shellWords(_ word: String, _ expected: String) {
        #expect(ShellWord.quoted(word) == expected)
    }
}
