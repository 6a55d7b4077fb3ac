#!/usr/bin/env bash
# Builds the executor's image for ARM64 and pushes it under the tag of its commit. It changes nothing that runs: deploy the
# stack with ImageTag for that. Requires REPOSITORY_URI. IMAGE_TAG defaults to the commit. DOCKER and AWS replace the
# commands.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${REPOSITORY_URI:?}"
docker=${DOCKER:-docker}
aws=${AWS:-aws}
tag=${IMAGE_TAG:-$(printf '%.12s' "${CODEBUILD_RESOLVED_SOURCE_VERSION:-$(git rev-parse HEAD)}")}
image="$REPOSITORY_URI:$tag"

# The tag of a commit is immutable.
if $aws ecr describe-images --repository-name "${REPOSITORY_URI#*/}" --image-ids "imageTag=$tag" >/dev/null 2>&1; then
  echo "The image with the tag $tag already exists."
else
  $aws ecr get-login-password | $docker login --username AWS --password-stdin "${REPOSITORY_URI%%/*}"
  $docker build --platform linux/arm64 --file executor/Dockerfile --tag "$image" .
  $docker push "$image"
fi
echo "Run it: sam deploy --parameter-overrides ImageTag=$tag"
