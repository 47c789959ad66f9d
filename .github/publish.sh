#!/usr/bin/env bash
# Publishes built pages: first what they load, whose names follow its content, then themselves. Nothing is deleted, since
# pages that are open go on loading what they were built with.
set -euo pipefail
pages=$1
bucket=$2
distribution=$3

aws s3 sync "$pages/assets" "s3://$bucket/assets" --only-show-errors --cache-control 'public, max-age=31536000, immutable'
# By content and not by date or size, which may well be the old ones.
aws s3 cp "$pages" "s3://$bucket" --recursive --exclude 'assets/*' --only-show-errors --cache-control no-cache
mapfile -t paths < <(cd "$pages" && find . -type f -not -path './assets/*' -printf '/%P\n' | sort)
aws cloudfront create-invalidation --distribution-id "$distribution" --paths / "${paths[@]}"
