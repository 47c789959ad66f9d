#!/usr/bin/env bash
# Commits what changed below the deployed folders to a new branch, pushes it and opens a pull request.
set -euo pipefail
branch=$1
title=$2

if git diff --quiet HEAD -- cdk8s gitops services bootstrap package.json package-lock.json; then
  echo 'Nothing changed, so there is nothing to propose.'
  exit 0
fi
# Packages have no business with the token.
words=$(env -u GH_TOKEN npm run --silent synth -- --diff origin/main)
git config user.name release
git config user.email release@tiketi.com
git checkout -b "$branch"
git add --all cdk8s gitops services bootstrap package.json package-lock.json
git commit --message "$title"
git push "https://x-access-token:$GH_TOKEN@github.com/$GITHUB_REPOSITORY.git" "$branch"
gh pr create --base main --head "$branch" --title "$title" --body "$words"
