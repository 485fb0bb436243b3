import Formats

extension JSONValue {
    /// The shortest decimal that reads back as the same float64; null for NaN and infinities.
    static func float64(_ value: Double) -> JSONValue { JSONNumber(shortest: value).map(JSONValue.number) ?? .null }
    static func float64(_ values: [Double]) -> JSONValue { .array(values.map { float64($0) }) }
    static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
}

extension JSONCursor {
    /// Finite float64 numbers.
    func float64Values(count: Int? = nil) throws(FormatError) -> [Double] {
        var result = [Double]()
        for element in try elements(count: count) { result.append(try element.nearestDouble()) }
        return result
    }
}
