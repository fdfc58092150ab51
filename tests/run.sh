#!/bin/bash
# Install what is missing, build with warnings as errors, and test everything. The last line is
# "N passed, N failed, N skipped"; the exit status is 0 where nothing failed.
#
#   tests/run.sh [STEP…]    only these steps after the builds: unit, system, analysis, fuzz; all without one
#   CI=true                 a skipped test counts as a failed one
#
# Builds and logs are in build-test/ of the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/lib/packages.sh
. tests/lib/report.sh
. tests/lib/steps.sh

install_packages "$BUILD_PACKAGES" "$TEST_PACKAGES" "$DEMO_PACKAGES"

out=$PWD/build-test
steps=("$@")
[ "${#steps[@]}" -gt 0 ] || steps=(unit system analysis fuzz)

report_begin "$out/log"
if check "it builds without a warning" build "$out/release" --buildtype=release &&
    check "it builds with AddressSanitizer and UndefinedBehaviorSanitizer" build "$out/sanitized" \
        -Db_sanitize=address,undefined; then
    for name in "${steps[@]}"; do
        "step_$name" "$out"
    done
fi
report_end
