#!/usr/bin/env bash
# Builds the executor's image from the checked-out commit with CodeBuild. Usage: push-image.sh [STACK]
# Uploads the source, starts the build and waits for it. Requires the AWS CLI and git.
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

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive --format zip --output "$folder/source.zip" HEAD
$aws s3 cp --only-show-errors "$folder/source.zip" "s3://$bucket/source.zip"

id=$($aws codebuild start-build --project-name "$project" --query build.id --output text \
  --environment-variables-override "name=IMAGE_TAG,value=$(git rev-parse --short=12 HEAD)")
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
