import Certify
import Rigor

extension ExactNetwork {
    /// Verifies that the student is the teacher as a function: equal normal forms in every output, or for a polynomial
    /// activation equal polynomials.
    func requireFunction(of teacher: Teacher, on problem: TwoLayerProblem) throws(Refusal) {
        let parts = SymmetryDecomposition(problem.activation), d = problem.data.dimension
        if let polynomial = PolynomialNetwork(self, problem),
            let target = PolynomialNetwork(ExactNetwork(teacher, on: problem), problem)
        {
            guard polynomial.coefficients == target.coefficients else {
                throw .inequality("the student's polynomials are not the teacher's")
            }
            return
        }
        for q in 0..<problem.outputCount {
            guard
                normalForm(q, dimension: d, parts: parts) == problem.targetForm(teacher, output: q, parts: parts)
            else {
                throw .inequality(
                    "the student's normal form is not the teacher's"
                        + (problem.outputCount == 1 ? "" : " in output \(q)"))
            }
        }
    }

    /// The teacher less a fixed output bias: what the neurons and trained output biases of a student must compute.
    private init(_ teacher: Teacher, on problem: TwoLayerProblem) {
        self.init(
            weights: teacher.neurons.map(\.weights), outputs: teacher.neurons.map(\.outputs),
            outputBias: (0..<problem.outputCount).map { teacher.bias($0) - problem.outputBias.fixedValue($0) })
    }

    /// An upper bound of rank J on the data, and the dimension of a family of networks with this function.
    package func rankAndFamily(on problem: TwoLayerProblem) -> (rank: Int, family: Int) {
        if let polynomial = PolynomialNetwork(self, problem) { return polynomial.rankAndFamily }
        let parts = SymmetryDecomposition(problem.activation)
        return (jacobianRankUpper(parts), GlobalMinimumFamily(self, parts).dimension)
    }
}
