import TestSupport
import Testing

@testable import Formats

private func parse(_ text: String) throws -> JSONValue {
    try JSONValue.parse(bytes: Array(text.utf8), file: "f.json")
}

@Suite struct JSONParserTests {
    @Test func readsEveryKind() throws {
        let value = try parse(
            " {\"n\": null, \"t\": [true, false], \"x\": -0.60e+1, \"s\": \"a\\u00e9\\n\\ud83d\\ude00é😀\\/\" } \r\n\t")
        guard case .object(let object) = value, case .number(let number)? = object["x"] else {
            Issue.record("not an object with a number")
            return
        }
        #expect(object.keys == ["n", "t", "x", "s"])
        #expect(object["n"] == .null)
        #expect(object["t"] == [true, false])
        #expect(number.text == "-0.60e+1")
        #expect(object["s"] == "aé\n😀é😀/")
        #expect(object["absent"] == nil)
    }

    @Test(arguments: [
        "0", "-0", "1.0", "1e5", "1E-5", "-12.50e+07", "123456789012345678901234567890", "0.1", "[]", "{}", "\"\"",
        "[[],{}]", "\"\u{7F}\"",
        "{\"a\":{\"a\":1}}", "\"\\u0000\"", "\"\\\"\\\\\\b\\f\\n\\r\\t\"", "\"\u{FFFF}\"",
    ])
    func acceptsAndGivesBack(text: String) throws {
        let value = try parse(text)
        #expect(try parse(value.serialized()) == value)
        #expect(try parse(value.serialized(.pretty)) == value)
        if !text.contains("\\u") { #expect(value.serialized() == text) }
    }

    @Test(arguments: [
        "", " ", "nul", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x10", "1.2.3",
        "1 2", "[1,]", "[,1]", "[1 2]",
        "[1", "[", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}",
        "{1:1}", "\"", "\"a", "'a'",
        "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
        "\"\\ud800\\ud800\"", "\"\t\"",
        "\"\n\"", "\"\u{0}\"", "[1]]", "{}x", "/**/1", "1//", "\u{FEFF}1", "[1\u{A0}]", "\u{B}1", "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}", "1\u{0}",
        "\"\\u\u{FF11}\u{FF11}\u{FF11}\u{FF11}\"",
    ])
    func refuses(text: String) {
        let line = complaint { try parse(text) }
        #expect(line.hasPrefix("f.json: line "), "\(line)")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22], [0x22, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0xFF],
            [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try JSONValue.parse(bytes: bytes, file: "f") }
    }

    @Test func saysWhere() {
        #expect(
            complaint { try parse("{\n  \"data\": {\"axes\": [1, é]}\n}") }
                == "f.json: line 2, column 24, at $.data.axes[1]: expected a value, found byte 0xC3")
        #expect(
            complaint { try parse("{\"é\": {\"odd key\": [[01]]}}") }
                == "f.json: line 1, column 21, at $['é']['odd key'][0][0]: this is not a JSON number")
        #expect(
            complaint { try parse("{\"a\":1,\"a\":2}") } == "f.json: line 1, column 8, at $.a: the key occurs twice")
        #expect(
            complaint { try parse("[1,2") }
                == "f.json: line 1, column 5, at $: expected ',' or ']', found the end of the text")
        #expect(
            complaint { try parse("[] []") }
                == "f.json: line 1, column 4, at $: the text goes on after its value, with '['")
    }

    @Test func boundsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try parse(nested(128)).serialized() == nested(128))
        #expect(complaint { try parse(nested(129)) }.hasSuffix("nested deeper than 128 levels"))
        #expect(throws: FormatError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: FormatError.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
        #expect(throws: FormatError.self) {
            try JSONValue.parse(bytes: Array(nested(1001).utf8), file: "f", maximumDepth: .max)
        }
    }

    @Test func largeObjectsKeepOrderAndRejectDuplicates() throws {
        let members = (0..<1000).map { "\"k\($0 * 7919 % 1000)\":\($0)" }
        let text = "{" + members.joined(separator: ",") + "}"
        let value = try parse(text)
        #expect(value.serialized() == text)
        #expect(try JSONCursor(value, file: "f")["k919"].integer() == 1)
        #expect(complaint { try parse(text.dropLast() + ",\"k500\":0}") }.hasSuffix("at $.k500: the key occurs twice"))
    }

    /// One damaged byte: refused, or a value that survives its own text.
    @Test func damageNeverBringsTheParserDown() throws {
        let text = Array(
            ("{\"version\":1,\"data\":{\"axes\":[[-5,0.25,1e-3],[]],\"é\\u00e9\\ud83d\\ude00\":\"😀\"},"
                + "\"ok\":[true,false,null,\"\\\"\\\\\"]}").utf8)
        var random = SeededGenerator(seed: 3)
        for length in text.indices {
            #expect(throws: FormatError.self) { try JSONValue.parse(bytes: Array(text.prefix(length)), file: "f") }
        }
        var candidates = text.indices.flatMap { position in (0..<8).map { bit in (position, text[position] ^ 1 << bit) }
        }
        candidates += (0..<5000).map { _ in
            (Int.random(in: 0..<text.count, using: &random), UInt8.random(in: .min ... .max, using: &random))
        }
        var accepted = 0
        for (position, byte) in candidates {
            var damaged = text
            damaged[position] = byte
            guard let value = try? JSONValue.parse(bytes: damaged, file: "f") else { continue }
            #expect(try JSONValue.parse(bytes: value.serializedBytes(), file: "f") == value)
            #expect(try JSONValue.parse(bytes: value.serializedBytes(.pretty), file: "f") == value)
            accepted += 1
        }
        #expect(accepted > 0 && accepted < candidates.count)
    }
}

@Suite struct JSONNumberTests {
    @Test(arguments: [
        ("0.6", false, "6", -1), ("-12.500e2", true, "125", 1), ("0", false, "0", 0), ("-0.00e7", true, "0", 0),
        ("1000", false, "1", 3),
        ("0.00120", false, "12", -4), ("1E+3", false, "1", 3), ("10.01", false, "1001", -2),
        ("123e-5", false, "123", -5),
    ])
    func exactDecimal(text: String, isNegative: Bool, digits: String, exponent: Int) throws {
        let number = try #require(JSONNumber(text))
        #expect(number.decimal == JSONDecimal(isNegative: isNegative, digits: digits, exponent: exponent))
    }

    @Test func hugeExponentsAreNoDecimals() throws {
        #expect(try #require(JSONNumber("1e99999999999999999999")).decimal == nil)
        #expect(try #require(JSONNumber("0.1e-9223372036854775808")).decimal == nil)
        let cursor = JSONCursor(.number(try #require(JSONNumber("1e1000000000"))), file: "f")
        #expect(complaint { try cursor.decimal() }.hasPrefix("f: $: expected a number of at most 5000 digits"))
        #expect(
            complaint { try cursor.nearestDouble() }
                == "f: $: expected a number in the float64 range, found the number 1e1000000000")
    }

    @Test func nearestDoubleRoundsToNearest() throws {
        #expect(try #require(JSONNumber("0.6")).nearestDouble == 0.6)
        // Halfway between 1 and the next float64, and just above.
        #expect(try #require(JSONNumber("1.00000000000000011102230246251565404236316680908203125")).nearestDouble == 1)
        #expect(
            try #require(JSONNumber("1.00000000000000011102230246251565404236316680908203126")).nearestDouble
                == 1.0.nextUp)
        #expect(try #require(JSONNumber("4.9e-324")).nearestDouble == .leastNonzeroMagnitude)
    }

    @Test func shortestTextRoundTripsBitForBit() throws {
        var random = SeededGenerator(seed: 11)
        var values: [Double] = [
            0, -0.0, 1, 0.1, 1e16, 1e-5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .leastNormalMagnitude,
        ]
        values += (0..<2000).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
        for value in values {
            let number = try #require(JSONNumber(shortest: value))
            let checked = try #require(JSONNumber(number.text))
            #expect(checked.nearestDouble.bitPattern == value.bitPattern)
        }
        #expect(JSONNumber(shortest: .nan) == nil)
        #expect(JSONNumber(shortest: -.infinity) == nil)
    }

    @Test func refusesTextsThatAreNoNumbers() {
        for text in ["", "-", "01", "1.", ".1", "1e", "inf", "nan", " 1", "1 ", "1_000", "٣"] {
            #expect(JSONNumber(text) == nil, "\(text)")
        }
    }
}

@Suite struct JSONSerializationTests {
    static let value: JSONValue = [
        "b": 1, "a": [1, 2, [3]], "empty": [], "none": [:], "text": "tab\t quote\" slash/ é \u{1}\u{1F}",
        "flags": [true, nil],
    ]

    @Test func compactHasNoWhiteSpaceAndKeepsOrder() {
        #expect(
            Self.value.serialized()
                == #"{"b":1,"a":[1,2,[3]],"empty":[],"none":{},"text":"tab\t quote\" slash/ é \u0001\u001f","flags":[true,null]}"#
        )
    }

    @Test func prettyIsIndented() {
        #expect(
            Self.value.serialized(.pretty) == #"""
                {
                  "b": 1,
                  "a": [
                    1,
                    2,
                    [3]
                  ],
                  "empty": [],
                  "none": {},
                  "text": "tab\t quote\" slash/ é \u0001\u001f",
                  "flags": [true, null]
                }
                """#)
    }

    @Test func objectsAreEdited() {
        var object = JSONObject()
        for key in 0..<30 { object["k\(key)"] = .number(JSONNumber(key)) }
        object["k3"] = "three"
        object["k0"] = nil
        #expect(object.count == 29)
        #expect(object["k3"] == "three")
        #expect(object["k29"] == 29)
        #expect(object["k0"] == nil)
        #expect(object.append(key: "k5", value: 0) == false)
        for key in 10..<30 { object["k\(key)"] = nil }
        #expect(object.keys == (1..<10).map { "k\($0)" })
        #expect(object["k9"] == 9)
    }
}

@Suite struct JSONCursorTests {
    private enum Activation: String, CaseIterable {
        case sigmoid
        case tanh
    }

    private func cursor() throws -> JSONCursor {
        JSONCursor(
            try parse(
                #"{"data":{"axes":[3,"x"]},"activation":"relu","width":4,"loss":-1.5,"flag":true,"nothing":null}"#),
            file: "problem.json")
    }

    @Test func readsValues() throws {
        let root = try cursor()
        #expect(try root["data"]["axes"][1].string() == "x")
        #expect(try root["width"].integer(in: 1...100) == 4)
        #expect(try root["loss"].nearestDouble() == -1.5)
        #expect(try root["loss"].decimal() == JSONDecimal(isNegative: true, digits: "15", exponent: -1))
        #expect(try root["flag"].bool())
        #expect(try root["nothing"].isNull)
        #expect(try root.optional("nothing")?.isNull == true)
        let isAbsent = try root.optional("absent") == nil
        #expect(isAbsent)
        #expect(
            try root["data"]["axes"].elements(count: 2).map(\.path.description) == ["$.data.axes[0]", "$.data.axes[1]"])
        try root["data"].rejectKeys(except: ["axes", "points"])
    }

    @Test func saysWhatIsWrongWhere() throws {
        let root = try cursor()
        #expect(
            complaint { try root["data"]["axes"][0].string() }
                == "problem.json: $.data.axes[0]: expected a string, found the number 3")
        #expect(
            complaint { try root["data"]["points"] }
                == "problem.json: $.data: key 'points' is missing; the object holds 'axes'")
        #expect(complaint { try root["width"]["x"] } == "problem.json: $.width: expected an object, found the number 4")
        #expect(
            complaint { try root["data"]["axes"][2] }
                == "problem.json: $.data.axes: expected an array with an element [2], found an array of 2")
        #expect(complaint { try root["data"]["axes"][-1] }.contains("an element [-1]"))
        #expect(
            complaint { try root["activation"].choice(Activation.self) }
                == #"problem.json: $.activation: expected one of "sigmoid", "tanh", found the string "relu""#)
        #expect(
            complaint { try root["width"].integer(in: 5...9) }
                == "problem.json: $.width: expected an integer from 5 to 9, found the number 4")
        #expect(
            complaint { try root["loss"].integer(in: 0...Int.max) }
                == "problem.json: $.loss: expected an integer, at least 0, found the number -1.5")
        #expect(
            complaint { try root["loss"].integer() }
                == "problem.json: $.loss: expected an integer, found the number -1.5")
        #expect(
            complaint { try root["data"]["axes"].elements(count: 3) }
                == "problem.json: $.data.axes: expected an array of 3, found an array of 2")
        #expect(
            complaint { try root["data"].rejectKeys(except: ["points"]) }
                == "problem.json: $.data: expected no keys but 'points', found the key 'axes'")
        #expect(complaint { try root["flag"].number() } == "problem.json: $.flag: expected a number, found true")
        #expect(complaint { throw root.failure(expected: "42") } == "problem.json: $: expected 42, found an object")
    }

    @Test func readsNestedArraysRowMajor() throws {
        func tensor(_ text: String, _ axes: [ArrayAxis]) throws -> (shape: [Int], elements: [Double]) {
            let tensor = try JSONCursor(parse(text), file: "c.json").tensor(axes)
            return (tensor.shape, try tensor.elements.map { try $0.nearestDouble() })
        }
        let cube = try tensor("[[[1,2,3],[4,5,6]]]", ["n", "m", 3])
        #expect(cube.shape == [1, 2, 3])
        #expect(cube.elements == [1, 2, 3, 4, 5, 6])
        #expect(try tensor("7", []).elements == [7])
        #expect(try tensor("[]", [.any("n"), "m", 2]).shape == [0, 0, 2])
        #expect(complaint { try tensor("[]", ["n"]) } == "c.json: $: expected an array of n > 0, found an array of 0")
        #expect(
            complaint { try tensor("[[1,2],[3]]", ["n", "m"]) }
                == "c.json: $[1]: expected an array of 2, found an array of 1")
        #expect(
            complaint { try tensor("[[1,2],[3,4]]", ["n", 3]) }
                == "c.json: $[0]: expected an array of 3, found an array of 2")
        #expect(
            complaint { try tensor("[[1,2],[3,null]]", ["n", "m"]) } == "c.json: $[1][1]: expected a number, found null"
        )
        #expect(
            complaint { try tensor("[[1,[2]]]", ["n", "m"]) }
                == "c.json: $[0][1]: expected a number, found an array of 1")
    }
}
