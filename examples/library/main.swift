import Certify
import Search

let certifier = Certifier(problem: .reference, width: 2)
let certificate = try certifier.certify(w: [[0.6269, -0.4547], [-0.7356, -0.4549]], a: [0.6078, -0.6077])
try CertificateCheck(landscape: certifier.landscape).check(certificate)
if case .localMinimum(let point, let globality) = certificate.verdict {
    print("local minimum, \(globality), within \(point.distanceUpper) of the student")
    print("loss in [\(point.loss.lower), \(point.loss.upper)]")
}
