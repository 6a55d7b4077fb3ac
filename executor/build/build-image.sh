#!/usr/bin/env bash
# Builds the executor's image for ARM64, pushes it, and registers a revision of the task definition with it.
# Requires REPOSITORY_URI and TASK_FAMILY. IMAGE_TAG defaults to the commit. DOCKER and AWS replace the commands.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${REPOSITORY_URI:?}" "${TASK_FAMILY:?}"
docker=${DOCKER:-docker}
aws=${AWS:-aws}
tag=${IMAGE_TAG:-$(printf '%.12s' "${CODEBUILD_RESOLVED_SOURCE_VERSION:-$(git rev-parse HEAD)}")}
image="$REPOSITORY_URI:$tag"

$aws ecr get-login-password | $docker login --username AWS --password-stdin "${REPOSITORY_URI%%/*}"

# The tag of a commit is immutable, so an existing image is reused.
if $aws ecr describe-images --repository-name "${REPOSITORY_URI#*/}" --image-ids "imageTag=$tag" >/dev/null 2>&1; then
  echo "The image with the tag $tag already exists."
  $docker pull --platform linux/arm64 "$image"
else
  $docker build --platform linux/arm64 --file executor/Dockerfile --tag "$image" .
  $docker push "$image"
fi
$docker tag "$image" "$REPOSITORY_URI:current"
$docker push "$REPOSITORY_URI:current"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! $aws ecs describe-task-definition --task-definition "$TASK_FAMILY" --query taskDefinition --output json \
  >"$folder/definition" 2>"$folder/error"; then
  cat "$folder/error" >&2
  grep -q 'Unable to describe task definition' "$folder/error" || exit 1
  # The pipeline may run while CloudFormation is still creating the stack.
  echo "There is no task definition $TASK_FAMILY yet. The one that the stack creates will run $REPOSITORY_URI:current."
  exit 0
fi
digest=$($aws ecr describe-images --repository-name "${REPOSITORY_URI#*/}" --image-ids "imageTag=$tag" \
  --query 'imageDetails[0].imageDigest' --output text)
node executor/build/next-revision.mjs "$REPOSITORY_URI@$digest" <"$folder/definition" >"$folder/revision"
$aws ecs register-task-definition --cli-input-json "file://$folder/revision" \
  --query taskDefinition.taskDefinitionArn --output text
