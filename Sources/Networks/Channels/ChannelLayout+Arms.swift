import Certify
import Rigor

extension ChannelLayout {
    /// The neuron of the pair that the arm stands with.
    private func base(of arm: ChannelArgument.Arm) -> Int {
        arm.isSecond ? pairs[arm.pair].second : pairs[arm.pair].first
    }

    /// A student with the output of every arm given to the neuron of the pair that it stands with; the other members
    /// stay, and count no longer. Its weight there is that of one member and not their mean, see `place(ofArm:)`.
    func collapsed(_ student: [Dyadic]) -> [Dyadic] {
        var student = student
        for arm in arms {
            let place = students.output(base(of: arm))
            for j in arm.neurons { student[place] = student[place] + student[students.output(j)] }
        }
        return student
    }

    /// Where the members of an arm stand.
    struct ArmPlace {
        /// Whether all their outputs have one sign, and sigma is that of the arm.
        var hasSigns: Bool
        /// Lower bound of the absolute values of their outputs.
        var outputLower: Double
        /// Upper bound of what the members are off each other, and of what the coordinates of the pair of `collapsed`
        /// are off those of the arm's mean.
        var distanceUpper: Double
    }

    /// With eta = |sum a_i (w_i - w_base)|/|A|, how far the mean is from the weight of the base, w and d are off by
    /// eta/2 each, v = (A - a) d by |A - a| eta/2.
    func place(ofArm arm: ChannelArgument.Arm, in student: [Dyadic]) -> ArmPlace {
        let pair = pairs[arm.pair], base = base(of: arm), other = arm.isSecond ? pair.first : pair.second
        func flip(_ j: Int) -> Bool { pair.isFlipped && (arm.isSecond == (j != other)) }
        let outputs = ([base] + arm.neurons).map { student[students.output($0)] }
        let together = collapsed(student)
        let output = together[students.output(other)], total = together[students.output(base)]
        let difference = (flip(base) ? -total : total) - (flip(other) ? -output : output)
        let offsets = arm.neurons.map { j in
            zip(student[students.weights(of: j)], student[students.weights(of: base)]).map { $0 - $1 }
        }
        let moment = (0..<dimension).map { c in
            zip(outputs.dropFirst(), offsets).reduce(Dyadic.zero) { $0 + $1.0 * $1.1[c] }
        }
        let hasSigns =
            total.sign != 0 && outputs.allSatisfy { $0.sign == total.sign } && difference.sign == arm.sign
        guard hasSigns else { return ArmPlace(hasSigns: false, outputLower: 0, distanceUpper: .infinity) }
        // outputs of one sign: |A| is at least the largest of them
        let sizes = outputs.map { ($0.sign < 0 ? -$0 : $0).double(rounding: .down) }
        let size = LowerBound(Directed.maximum(of: sizes) ?? 0)
        let eta = UpperBound(Distance.normUpper(moment)) / size
        let slope = UpperBound(Distance.normUpper([difference]))
        let spread = offsets.reduce(UpperBound(0)) { $0 + UpperBound(Distance.normUpper($1)) }
        let count = UpperBound(arm.neurons.count + 1)
        return ArmPlace(
            hasSigns: true, outputLower: Directed.minimum(of: sizes) ?? 0,
            distanceUpper: (spread + eta * (count + 1 + slope)).value)
    }
}
