import Certify
import Rigor

extension ChannelLayout {
    /// Where three merging neurons of a student stand, seen from a triple (w, v, c, g) of a limit network. Their
    /// moments about w, with delta_i = w_i - w,
    ///
    ///     sum delta_i/3,   sum a_i,   sum a_i delta_i,   sum a_i delta_i delta_i'
    ///
    /// tend to 0, c, v and sigma gg' along the channel: what is left is their distance, and the size of the triple is
    /// ( sum |delta_i|²/2 )^(1/2), which is eps to leading order. All exact but for the norms, which are rounded up.
    package struct TriplePlace {
        /// Upper bound of the Euclidean distance of the moments from those of the limit.
        package var distanceUpper: Double
        /// Upper bound of the size.
        package var sizeUpper: Double
    }

    /// - Parameters:
    ///   - centre: parameters of the limit network.
    ///   - radius: the place is as seen from every limit this near to the centre.
    package func place(ofTriple t: Int, in student: [Dyadic], from centre: [Dyadic], radius: Double) -> TriplePlace {
        let p = pairs.count + t, triple = triples[t]
        let w = centre[shape.mergedWeight(p)...].prefix(dimension),
            v = centre[shape.mergedSlope(p)...].prefix(dimension)
        let c = centre[shape.mergedOutput(p)], g = Array(centre[shape.tripleBend(t)...].prefix(dimension))
        let members = triple.neurons.map { j -> (difference: [Dyadic], output: Dyadic) in
            let weight = student[students.weights(of: j)], output = student[students.output(j)]
            let isFlipped = triple.flipped.contains(j)
            return (zip(weight, w).map { (isFlipped ? -$0 : $0) - $1 }, isFlipped ? -output : output)
        }
        func sum(_ term: (_ difference: [Dyadic], _ output: Dyadic) -> Dyadic) -> Dyadic {
            members.reduce(Dyadic.zero) { $0 + term($1.difference, $1.output) }
        }
        let total = sum { $1 }, first = (0..<dimension).map { i in sum { $1 * $0[i] } }
        var differences = [total - c] + zip(first, v).map { $0 - $1 }
        for i in 0..<dimension {
            for j in 0..<dimension {
                let product = g[i] * g[j]
                differences.append(sum { $1 * $0[i] * $0[j] } - (triple.sign > 0 ? product : -product))
            }
        }
        let centroid = Distance.normUpper((0..<dimension).map { i in sum { difference, _ in difference[i] } })
        // a limit r away has w, c, v, g that differ by at most r: sum a delta changes by |c| r, sum a delta delta' by 2
        // |sum a delta| r + |c| r², gg' by (2|g| + r) r
        let r = UpperBound(radius), size = UpperBound(Distance.normUpper([total]))
        let moved =
            r + size * r + (2 * UpperBound(Distance.normUpper(first)) + size * r) * r
            + (2 * UpperBound(Distance.normUpper(g)) + r) * r
        let distance = UpperBound(Distance.normUpper(differences)) + UpperBound(centroid) / LowerBound(3) + moved
        let spread = UpperBound(Distance.normUpper(members.flatMap(\.difference))) + 2 * r
        return TriplePlace(
            distanceUpper: distance.value,
            sizeUpper: Directed.multiplyUp(spread.value, Directed.squareRootUp(0.5)))
    }
}
