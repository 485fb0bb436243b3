import Formats

/// What the numbers of a candidate file mean, as far as files differ in it: declared by the file or on the command
/// line, never guessed.
///
/// What nobody declared is nil, and then the format's own convention holds: `w` is (students, neurons, inputs), claims
/// are about the mean of squares without 1/2, and the problem says whether the last input weight is a bias. In a file
/// the declaration is a small JSON object,
///
///     {"axes": "inputs-neurons", "bias": "last-column", "loss": "half-mean"}
///
/// any key of which may be absent: under the key `conventions` of a JSON file, as text in an array `conventions` of an
/// .npz, or as the metadata `conventions` of a .safetensors file. A CSV file declares nothing.
public struct CandidateConventions: Sendable, Hashable {
    /// What the second and the third axis of `w` are. Nothing in the numbers tells when there are as many neurons as
    /// inputs.
    public enum Axes: String, Sendable, CaseIterable {
        /// (students, neurons, inputs): a row a neuron, as `torch.nn.Linear.weight`.
        case neuronsInputs = "neurons-inputs"
        /// (students, inputs, neurons): a column a neuron, as the kernels of Flax and Keras.
        case inputsNeurons = "inputs-neurons"
    }

    /// Where the biases of the neurons are.
    public enum Bias: String, Sendable, CaseIterable {
        case none
        /// The last input weight of every neuron.
        case lastColumn = "last-column"
    }

    /// What the claims `loss`, `grad_norm` and `min_eigenvalue` are claims about.
    public enum Loss: String, Sendable, CaseIterable {
        /// The loss of the problem: the mean of squares.
        case mean
        /// Half the loss of the problem; the claims are doubled on reading, which is exact.
        case halfMean = "half-mean"
    }

    public var axes: Axes?
    public var bias: Bias?
    public var loss: Loss?

    public init(axes: Axes? = nil, bias: Bias? = nil, loss: Loss? = nil) {
        self.axes = axes
        self.bias = bias
        self.loss = loss
    }

    /// Whether nothing is declared.
    public var isEmpty: Bool { self == CandidateConventions() }

    /// What a claim of the file is multiplied by to be a claim about the loss of the problem.
    package var claimFactor: Double { loss == .halfMean ? 2 : 1 }

    /// The key, array or metadata that holds the declaration.
    public static let key = "conventions"
    private static let keys = ["axes", "bias", "loss"]

    /// In words, for people; what is not declared is said to be so.
    public var description: [String] { [axesDescription, biasDescription, lossDescription] }

    /// The same of what is declared alone.
    public var declared: [String] {
        [axes.map { _ in axesDescription }, bias.map { _ in biasDescription }, loss.map { _ in lossDescription }]
            .compactMap { $0 }
    }

    private var axesDescription: String {
        switch axes {
        case nil: "axes: w is (students, neurons, inputs), the default"
        case .neuronsInputs: "axes: w is (students, neurons, inputs), as declared"
        case .inputsNeurons: "axes: w is (students, inputs, neurons), as declared"
        }
    }

    private var biasDescription: String {
        switch bias {
        case nil: "bias: as the problem has it, the default"
        case .some(.none): "bias: none, as declared"
        case .lastColumn: "bias: the last input weight of every neuron, as declared"
        }
    }

    private var lossDescription: String {
        switch loss {
        case nil: "loss: claims are about the loss of the problem, the default"
        case .mean: "loss: claims are about the loss of the problem, as declared"
        case .halfMean: "loss: claims are about half the loss of the problem, as declared, and are doubled on reading"
        }
    }
}

// MARK: In files

extension CandidateConventions {
    public static func read(_ cursor: JSONCursor) throws(FormatError) -> CandidateConventions {
        try cursor.rejectKeys(except: keys)
        var result = CandidateConventions()
        if let place = try cursor.optional("axes") { result.axes = try place.choice() }
        if let place = try cursor.optional("bias") { result.bias = try place.choice() }
        if let place = try cursor.optional("loss") { result.loss = try place.choice() }
        return result
    }

    /// Reads the JSON object that stands as text in a file of another format.
    static func read(text: String, file: String) throws(FormatError) -> CandidateConventions {
        let name = "\(file) \(key)"
        return try read(
            JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: name, maximumDepth: 2), file: name))
    }

    /// What is declared, in the form that is read.
    public var encoded: JSONValue {
        .object([
            ("axes", axes.map { .string($0.rawValue) }), ("bias", bias.map { .string($0.rawValue) }),
            ("loss", loss.map { .string($0.rawValue) }),
        ])
    }

    /// What the file declares and what is declared beside it, taken together.
    ///
    /// - Throws: ``FormatError/wrongJSON(file:path:expected:found:)`` when the two contradict each other.
    func merged(with other: CandidateConventions, file: String) throws(FormatError) -> CandidateConventions {
        func one<Choice: RawRepresentable & Equatable>(_ name: String, _ own: Choice?, _ given: Choice?)
            throws(FormatError) -> Choice?
        where Choice.RawValue == String {
            if let own, let given, own != given {
                throw .wrongJSON(
                    file: file, path: "\(Self.key).\(name)",
                    expected: "\"\(given.rawValue)\", as given beside the file", found: "\"\(own.rawValue)\"")
            }
            return own ?? given
        }
        return CandidateConventions(
            axes: try one("axes", axes, other.axes), bias: try one("bias", bias, other.bias),
            loss: try one("loss", loss, other.loss))
    }
}
