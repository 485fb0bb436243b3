extension Unicode.Scalar {
    /// Whether text that holds it is no single line of visible characters: control characters, and the separators of
    /// lines and paragraphs.
    public var breaksLine: Bool {
        properties.generalCategory == .control || self == "\u{2028}" || self == "\u{2029}"
    }
}
