/// A place in a JSON file: a value that knows its file and path, so that whatever is wrong with it can be said in one
/// clear line.
///
///     let name = try JSONCursor(value, file: "problem.json")["data"]["axes"][0].string()
///     // problem.json: $.data.axes[0]: expected a string, found the number 3
public struct JSONCursor: Sendable {
    /// The value that stands here.
    public let value: JSONValue
    /// The file as errors name it.
    public let file: String
    /// Where in the file this is.
    public let path: JSONPath
    /// What whoever reads from here is willing to take on.
    public let limits: Limits

    /// The root of a file.
    public init(_ value: JSONValue, file: String, limits: Limits = .checking) {
        self.init(value: value, file: file, path: .root, limits: limits)
    }

    private init(value: JSONValue, file: String, path: JSONPath, limits: Limits) {
        self.value = value
        self.file = file
        self.path = path
        self.limits = limits
    }

    /// Reads, parses and points at the root of the file at `path`.
    public init(contentsOf path: String, limits: Limits = .checking) throws(FormatError) {
        self.init(try JSONValue.parse(contentsOf: path, maximumDepth: limits.depth), file: path, limits: limits)
    }

    /// Refuses a quantity that this place declares and that exceeds its limit.
    ///
    /// - Parameter what: the quantity, as it follows a number: "points", "digits".
    public func require(_ what: String, _ value: Int, atMost limit: Int) throws(FormatError) {
        guard value <= limit else {
            throw .beyondLimit(file: file, path: path.description, what: what, value: "\(value)", limit: "\(limit)")
        }
    }

    /// An error about this place, for checks that only the caller can make.
    public func failure(expected: String, found: String? = nil) -> FormatError {
        .wrongJSON(file: file, path: path.description, expected: expected, found: found ?? value.summary)
    }
}

// MARK: Going down

extension JSONCursor {
    /// The member `key` of the object here.
    public subscript(key: String) -> JSONCursor {
        get throws(FormatError) {
            let object = try self.object()
            guard let member = object[key] else {
                throw .missingKey(file: file, path: path.description, key: key, available: object.keys)
            }
            return JSONCursor(value: member, file: file, path: .key(key, in: path), limits: limits)
        }
    }

    /// Element `index`, from 0, of the array here.
    public subscript(index: Int) -> JSONCursor {
        get throws(FormatError) {
            guard case .array(let elements) = value else { throw failure(expected: "an array") }
            guard elements.indices.contains(index) else {
                throw failure(expected: "an array with an element [\(index)]")
            }
            return JSONCursor(value: elements[index], file: file, path: .index(index, in: path), limits: limits)
        }
    }

    /// The member `key` of the object here, or nil when it is absent. A member that is null is there.
    public func optional(_ key: String) throws(FormatError) -> JSONCursor? {
        try object()[key].map { JSONCursor(value: $0, file: file, path: .key(key, in: path), limits: limits) }
    }

    /// The elements of the array here.
    ///
    /// - Parameter count: how many there must be; any number when nil.
    public func elements(count: Int? = nil) throws(FormatError) -> [JSONCursor] {
        guard case .array(let elements) = value else { throw failure(expected: "an array") }
        if let count, elements.count != count { throw failure(expected: "an array of \(count)") }
        return elements.enumerated().map {
            JSONCursor(value: $1, file: file, path: .index($0, in: path), limits: limits)
        }
    }

    /// The object here.
    public func object() throws(FormatError) -> JSONObject {
        guard case .object(let object) = value else { throw failure(expected: "an object") }
        return object
    }

    /// Refuses an object with any key but these: a misspelt key must not pass for an absent one.
    public func rejectKeys(except known: [String]) throws(FormatError) {
        for key in try object().keys where !known.contains(key) {
            let expected = known.map { "'\($0)'" }.joined(separator: ", ")
            throw failure(expected: "no keys but \(expected)", found: "the key \(OneLine.quoted(key))")
        }
    }
}

// MARK: Reading values

extension JSONCursor {
    /// Whether the value here is null.
    public var isNull: Bool { value == .null }

    /// The truth value here.
    public func bool() throws(FormatError) -> Bool {
        guard case .bool(let isTrue) = value else { throw failure(expected: "true or false") }
        return isTrue
    }

    /// The string here, all escapes resolved.
    public func string() throws(FormatError) -> String {
        guard case .string(let text) = value else { throw failure(expected: "a string") }
        return text
    }

    /// The string here, which must be one line without control characters: text of a stranger that people will read on
    /// a terminal.
    public func line() throws(FormatError) -> String {
        let text = try string()
        guard !text.unicodeScalars.contains(where: \.breaksLine) else {
            throw failure(expected: "one line without control characters")
        }
        return text
    }

    /// The number here, as it was written.
    public func number() throws(FormatError) -> JSONNumber {
        guard case .number(let number) = value else { throw failure(expected: "a number") }
        return number
    }

    /// The integer here, written without point or exponent, within `range`.
    public func integer(in range: ClosedRange<Int> = Int.min...Int.max) throws(FormatError) -> Int {
        guard case .number(let number) = value, let integer = number.integer, range.contains(integer) else {
            switch (range.lowerBound, range.upperBound) {
            case (Int.min, Int.max): throw failure(expected: "an integer")
            case (let least, Int.max): throw failure(expected: "an integer, at least \(least)")
            case (let least, let greatest): throw failure(expected: "an integer from \(least) to \(greatest)")
            }
        }
        return integer
    }

    /// The exact decimal value of the number here.
    ///
    /// - Parameter largestExponent: bounds the magnitude of the power of ten, and the number of digits, so that a
    ///   hostile 1e1000000000 cannot make the caller compute it.
    public func decimal(largestExponent: Int = 5000) throws(FormatError) -> JSONDecimal {
        let number = try self.number()
        guard let decimal = number.decimal, decimal.exponent.magnitude <= largestExponent.magnitude,
            decimal.digits.utf8.count <= largestExponent
        else {
            throw failure(
                expected: "a number of at most \(largestExponent) digits and exponents of ten up to \(largestExponent)")
        }
        return decimal
    }

    /// The float64 nearest to the number here (ties to even), which must not overflow. This rounds;
    /// ``decimal(largestExponent:)`` does not.
    public func nearestDouble() throws(FormatError) -> Double {
        let double = try number().nearestDouble
        guard double.isFinite else { throw failure(expected: "a number in the float64 range") }
        return double
    }

    /// The string here as a case of an enumeration, every case of which is offered when it is none of them.
    public func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type = Choice.self) throws(FormatError)
        -> Choice
    where Choice.RawValue == String {
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            throw failure(expected: "one of " + Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        }
        return choice
    }
}
