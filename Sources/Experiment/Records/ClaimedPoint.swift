import Certify
import Formats
import Rigor
import Search

/// A point with what float64 says about it. Claims, not proofs.
public struct ClaimedPoint: Sendable, Hashable {
    public var parameters: [Double]
    public var loss: Double
    public var gradientNorm: Double
    public var minimumEigenvalue: Double

    public init(parameters: [Double], loss: Double, gradientNorm: Double, minimumEigenvalue: Double) {
        self.parameters = parameters
        self.loss = loss
        self.gradientNorm = gradientNorm
        self.minimumEigenvalue = minimumEigenvalue
    }

    /// Evaluates float64 loss, gradient norm and smallest Hessian eigenvalue; nil when one of them is not finite.
    public init?(at point: [Double], on evaluator: any ApproximateEvaluator) {
        guard point.allSatisfy(\.isFinite) else { return nil }
        let (loss, gradient, hessian) = evaluator.approximateHessian(at: point)
        guard loss.isFinite, gradient.allSatisfy(\.isFinite),
            let smallest = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: point.count)?.first
        else { return nil }
        self.init(parameters: point, loss: loss, gradientNorm: norm(gradient), minimumEigenvalue: smallest)
    }

    /// The candidate that `Certifier` judges.
    public func candidate(index: Int) -> Candidate {
        Candidate(
            index: index, parameters: parameters,
            claims: Candidate.Claims(loss: loss, gradientNorm: gradientNorm, minimumEigenvalue: minimumEigenvalue))
    }

    var json: JSONValue {
        [
            "parameters": .float64(parameters), "loss": .float64(loss), "grad_norm": .float64(gradientNorm),
            "min_eigenvalue": .float64(minimumEigenvalue),
        ]
    }

    init(_ cursor: JSONCursor, parameterCount: Int) throws(FormatError) {
        try cursor.rejectKeys(except: ["parameters", "loss", "grad_norm", "min_eigenvalue"])
        parameters = try cursor["parameters"].float64Values(count: parameterCount)
        loss = try cursor["loss"].nearestDouble()
        gradientNorm = try cursor["grad_norm"].nearestDouble()
        minimumEigenvalue = try cursor["min_eigenvalue"].nearestDouble()
    }
}
