#!/usr/bin/env bash
# Builds the executor's image from the checked-out commit with CodeBuild. Usage: push-image.sh [STACK]
# Uploads the source, starts the build and waits for it. Requires the AWS CLI and a clone with git.
set -euo pipefail
cd "$(dirname "$0")/../.."

stack=${1:-code-interpreter}
aws=${AWS:-aws}

output() {
  $aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

project=$(output BuildProject)
bucket=$(output ArtifactBucketName)
if [ -z "$project" ] || [ -z "$bucket" ]; then
  echo "The stack $stack has no build project: it uses the image of ExecutorImage." >&2
  exit 1
fi

if ! commit=$(git rev-parse --short=12 HEAD); then
  echo "This folder is no clone: the image is tagged with its commit. Clone the repository with git." >&2
  exit 1
fi
if [ -n "$(git status --porcelain)" ]; then
  echo "The image is built from the commit $commit, without your uncommitted changes." >&2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive --format zip --output "$folder/source.zip" HEAD
$aws s3 cp --only-show-errors "$folder/source.zip" "s3://$bucket/source.zip"

if ! id=$($aws codebuild start-build --project-name "$project" --query build.id --output text \
  --environment-variables-override "name=IMAGE_TAG,value=$commit" 2>"$folder/error"); then
  cat "$folder/error" >&2
  # New accounts may have a quota of no builds at all.
  if grep -q AccountLimitExceeded "$folder/error"; then
    echo "Request a higher quota of CodeBuild in Service Quotas: \"Concurrently running builds for ARM/Small environment\"." \
      "Or build with Docker: REPOSITORY_URI=$(output RepositoryUri) bash executor/build/build-image.sh" >&2
  fi
  exit 1
fi
echo "Build $id"

status=IN_PROGRESS
while [ "$status" = IN_PROGRESS ]; do
  sleep "${PAUSE:-5}"
  status=$($aws codebuild batch-get-builds --ids "$id" --query 'builds[0].buildStatus' --output text)
  echo "$status"
done
if [ "$status" != SUCCEEDED ]; then
  $aws codebuild batch-get-builds --ids "$id" --query 'builds[0].logs.deepLink' --output text >&2
  exit 1
fi
echo "Run it: sam deploy --parameter-overrides ImageTag=$commit"
