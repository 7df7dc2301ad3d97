# The emulator in a container, in place of Google's image:
#   .ci/release linux-x64
#   docker build -t pubsublab .
#   docker run --rm -p 8085:8085 pubsublab
# and PUBSUB_EMULATOR_HOST=localhost:8085. Options stand behind the image's name: `pubsublab --no-count-limits`, or
# `-v "$PWD/topology.yaml:/topology.yaml:ro" pubsublab --config /topology.yaml`. Any other word is a command:
# `pubsublab gcloud beta emulators pubsub start --host-port=0.0.0.0:8085`.

# A base needs a shell, libstdc++6, libssl3 and ca-certificates.
ARG BASE=mcr.microsoft.com/dotnet/runtime-deps:10.0
FROM ${BASE}

# The platform's name as Docker has it: amd64 or arm64.
ARG TARGETARCH
COPY --chmod=755 artifacts/image/${TARGETARCH}/pubsublab image/gcloud /usr/local/bin/
COPY --chmod=755 image/start /usr/local/bin/pubsublab-start

# A user without rights. Nothing is written: diagnostics of .NET would be, into /tmp.
ENV DOTNET_EnableDiagnostics=0
USER 65532:65532
EXPOSE 8085
HEALTHCHECK --interval=5s --timeout=6s --start-period=5s --retries=3 CMD ["pubsublab", "health"]
ENTRYPOINT ["pubsublab-start"]
