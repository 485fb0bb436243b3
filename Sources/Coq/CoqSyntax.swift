import Certify
import Interchange
import Networks
import Rigor

/// Coq literals of the types in `proofs/Specification.v`.
enum CoqSyntax {
    /// A dyadic number as `(dyadic m e)`, the way Coq prints it.
    static func dyadic(_ value: Dyadic) -> String {
        "(dyadic \(integer(value.mantissa.decimalString)) \(integer("\(value.isZero ? 0 : value.exponent)")))"
    }

    private static func integer(_ digits: String) -> String { digits.hasPrefix("-") ? "(\(digits))" : digits }

    /// A float64 as the dyadic number it is.
    static func number(_ value: Double) -> String { dyadic(Dyadic(exactly: value) ?? .zero) }

    /// A rational as `(p # q)`.
    static func rational(_ value: Rational) -> String {
        "(\(value.numerator.decimalString) # \(value.denominator.decimalString))"
    }

    static func list(_ items: [String]) -> String { "[" + items.joined(separator: "; ") + "]" }

    /// Rows of an n by n row-major matrix.
    static func matrix(_ entries: [Double], order n: Int) -> String {
        list((0..<n).map { i in list((0..<n).map { number(entries[i * n + $0]) }) })
    }

    /// A neuron with one output as `(a, [w_1; ..; w_d])`.
    static func neuron(_ neuron: Teacher.Neuron) -> String {
        "(\(rational(neuron.outputs[0])), \(list(neuron.weights.map(rational))))"
    }

    /// Why a problem cannot be stated in Coq.
    enum Unsupported: Error, CustomStringConvertible {
        case activation(Activation)

        var description: String {
            switch self {
            case .activation(let activation):
                "the Coq development knows the activations sigmoid and tanh, not \(activation.name)"
            }
        }
    }

    /// The problem as a term, and the SHA-256 of its canonical form.
    static func problem(_ problem: TwoLayerProblem) throws(CoqUnsupported) -> (term: String, hash: String) {
        do { return (try term(problem), ProblemFile.hash(problem)) } catch { throw .problem(error.description) }
    }

    /// - Precondition: one output.
    private static func term(_ problem: TwoLayerProblem) throws(Unsupported) -> String {
        guard let function = problem.activation.coqName else { throw .activation(problem.activation) }
        let rows: (([Rational]) -> String) = { list($0.map(rational)) }
        let data: String
        switch problem.data {
        case .grid(let axes): data = "(Grid \(list(axes.map(rows))))"
        case .points(let points): data = "(Points \(list(points.map(rows))))"
        }
        let labels: String
        switch problem.labels {
        case .teacher(let teacher): labels = "(Teacher \(list(teacher.neurons.map(neuron))))"
        case .given(let values): labels = "(Given \(rows(values.flatMap { $0 })))"
        }
        return "(Problem \(function) \(problem.data.dimension) \(data) \(labels))"
    }

    /// Reorders parameters from (w_1 .. w_m, a_1 .. a_m) to the order of the Coq development: each neuron as a, w_1 ..
    /// w_d.
    static func neuronByNeuron<Element>(_ parameters: [Element], width m: Int, dimension d: Int) -> [Element] {
        let layout = ParameterLayout(width: m, inputDimension: d)
        return (0..<m).flatMap { [parameters[layout.output($0)]] + parameters[layout.weights(of: $0)] }
    }

    /// Positions in our order, listed in the Coq order.
    static func order(width m: Int, dimension d: Int) -> [Int] {
        neuronByNeuron(Array(0..<ParameterLayout(width: m, inputDimension: d).count), width: m, dimension: d)
    }
}
