import Rigor

extension EvaluationFailure: CustomStringConvertible {
    /// In words, for messages.
    public var description: String {
        switch self {
        case .outOfRange(let why): "out of range: \(why)"
        case .float64Unavailable(let why): "no float64 enclosure: \(why)"
        case .notSmooth(let why): "not smooth: \(why)"
        }
    }
}

extension Refusal: CustomStringConvertible {
    /// In words, with the numbers of the two sides.
    public var description: String {
        switch self {
        case .dimension(let expected, let found): "dimension \(found) where \(expected) is due"
        case .notANumber(let name): "\(name) is not a finite number of the right sign"
        case .evaluation(let failure): failure.description
        case .spectrum(.notFinite): "the spectrum cannot be bounded: an entry is not finite"
        case .spectrum(.basisNotRegular(let defect)):
            "the basis is not shown regular: |I - VV'| <= \(OutwardDecimal.upper(defect, digits: 4))"
        case .boundExceeded(let quantity, let stated, let measured):
            "\(quantity): \(OutwardDecimal.approximate(measured, digits: 17)) measured, "
                + "\(OutwardDecimal.approximate(stated, digits: 17)) stated"
        case .signsOpen(let positive, let negative, let order, let smallest):
            "signs open: \(positive) positive and \(negative) negative of \(order), smallest eigenvalue in "
                + "\(OutwardDecimal.interval(smallest))"
        case .inequality(let what): what
        case .tooFar(let distance, let attribution):
            "too far from the candidate: distance \(distance) stated, the candidate stands for what lies within "
                + "\(attribution)"
        case .overstated(let what): "the certificate states more than its argument proves: \(what)"
        }
    }
}
