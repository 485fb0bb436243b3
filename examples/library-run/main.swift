import Interchange
import Run

let arguments = CommandLine.arguments
let summary = try Run.certify(file: arguments[1], problem: arguments[2], output: arguments[3])
for row in summary.rows { print(row.candidate, row.kind.name, row.globality?.rawValue ?? "") }
let check = try RunCheck(CertificateFile(arguments[3])).run(jobs: 2) { _ in }
print(check.countLine)
