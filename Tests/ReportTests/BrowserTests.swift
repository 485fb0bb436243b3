import Formats
import Foundation
import Testing

@testable import Report

@Suite("In a browser", .serialized, .enabled(if: Browser.isInstalled, "needs Chromium"))
struct BrowserTests {
    @Test("The page renders under its own policy, without a word on the console")
    func renders() throws {
        let (document, console) = try Browser.open(HTMLReport(Sample.report()).text())
        #expect(console == [])
        #expect(document.components(separatedBy: "<tr class=\"row\"").count == 4)
        #expect(document.components(separatedBy: "<svg class=\"plot\"").count == 6)
    }

    @Test("Hostile names run no script and break no script")
    func hostileNames() throws {
        let (document, console) = try Browser.open(PageSafetyTests.hostilePage)
        #expect(console == [])
        #expect(document.components(separatedBy: "<tr class=\"row\"").count == 2)
    }

    /// Runs `steps` after the page's own script; each returns true, or what went wrong. The policy has to go for that.
    private func drive(_ steps: String) throws -> String {
        let page = HTMLReport(Sample.report()).text()
        let policy = try #require(PageParts(text: page).policy)
        let driven = page.replacing(policy, with: "").replacing(
            "</body>",
            with:
                "<script>try { document.title = 'driven: ' + (function () { \(steps) })(); } catch (e) { "
                + "document.title = 'driven: ' + e; }</script></body>"
        )
        let (document, console) = try Browser.open(driven)
        #expect(console == [])
        return PageParts(text: document).between("<title>driven: ", "</title>") ?? "no title"
    }

    private static let shown =
        "const shown = () => [...document.querySelectorAll('#rows tr.row td:first-child')].map(c => "
        + "c.textContent).join(' ');"

    @Test("Sorting by a column and back")
    func sorting() throws {
        let result = try drive(
            """
            \(Self.shown) const before = shown(), button = () => document.querySelectorAll('#rows th button')[4];
            button().click(); const up = shown(); button().click(); return [before, up, shown()].join(' | ');
            """)
        // losses: global minimum 0, minimum 8.1e-5, slope larger
        #expect(result == "0 1 2 | 1 0 2 | 2 0 1")
    }

    @Test("Filtering by verdict and by words, selecting, opening an argument")
    func filtering() throws {
        let result = try drive(
            """
            \(Self.shown) const found = [];
            const box = document.querySelector('#toolbar input'); box.click(); found.push(shown()); box.click(); \
            found.push(shown());
            const search = document.getElementById('search'); search.value = 'global'; search.dispatchEvent(new \
            Event('input')); found.push(shown());
            search.value = ''; search.dispatchEvent(new Event('input'));
            plots[0].select(0, 0, 1000, 1000); found.push(shown() + ' of ' + state.selection.size);
            document.querySelector('#groups tbody tr').click(); found.push(shown());
            document.querySelector('#rows tr.row').click(); found.push(document.querySelectorAll('tr.detail \
            math').length > 5);
            return found.join(' | ');
            """)
        #expect(result == "1 2 | 0 1 2 | 0 1 | 0 1 2 of 3 | 0 | true")
    }

    @Test("The address opens a candidate, and holds order, search and filters")
    func address() throws {
        let result = try drive(
            """
            \(Self.shown) document.querySelectorAll('#rows tr.row')[1].click(); const opened = location.hash;
            document.querySelectorAll('#rows tr.row')[1].click(); const closed = location.hash;
            location.hash = '#c2&sort=loss&down&hide=global-minimum&q=critical'; const row = readAddress();
            const found = [opened, closed, row.name, columns[order.column].title, order.descending];
            drawHead(); show(); return found.concat(shown(), state.search).join(' | ');
            """)
        #expect(result == "#c1 |  | 2 | loss | true | 2 | critical")
    }

    @Test("Tables as CSV and LaTeX, pictures as files of their own")
    func takenAway() throws {
        let result = try drive(
            """
            const lines = tableAsCSV().trim().split('\\n'), tex = tableAsLaTeX().trim().split('\\n');
            const picture = plots[0].standalone();
            return [lines.length, lines[0].split(',').length, lines[1].split(',').slice(0, 2), tex.length, tex[1], \
            tex[5].split(' & ').length, picture.startsWith('<svg') && picture.includes('xmlns=') \
            && !picture.includes('class='), picture.includes('var(')].join(' | ');
            """)
        #expect(
            result
                == "4 | 14 | 0,local-minimum | 10 | \\begin{tabular}{rllrrrrrl} | 9 | true | false")
    }

    @Test("Short intervals for the eye still enclose")
    func enclosures() throws {
        let result = try drive(
            """
            return [enclosure(8.50431e-5, 8.50432e-5), enclosure(-1e-9, 2e-9), enclosure(0, 0), enclosure(1.234567, \
            1.2346),
              enclosure(-8.50432e-5, -8.50431e-5), enclosure(9.9e-5, 1.01e-4), short(1.23456e-7, false, 3), \
              short(1.23456e-7, true, 3),
              short(-1.23456e-7, false, 3), short(-1.23456e-7, true, 3), short(9.999e-7, true, 3)].join(' ; ');
            """)
        #expect(
            result
                == "8.5043[1, 2]e-5 ; [-1e-9, 2e-9] ; 0 ; 1.234[567, 600] ; −8.5043[2, 1]e-5 ; [9.9e-5, 1.01e-4] ; "
                + "1.23e-7 ; 1.24e-7 ; -1.24e-7 ; -1.23e-7 ; 0.000001"
        )
    }

    @Test("A PDF is printed")
    func pdf() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("report-test-\(UUID().uuidString).pdf")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try PDFPrinter().write(Sample.report(), to: path)
        #expect(try FileContents.bytes(at: path).starts(with: Array("%PDF-".utf8)))
    }
}
