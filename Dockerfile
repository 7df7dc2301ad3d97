# The emulator alone, for those who want a container:
#   docker build -t pubsublab .
#   docker run --rm -p 8085:8085 pubsublab
# and PUBSUB_EMULATOR_HOST=localhost:8085. Options go behind the image's name: `--no-count-limits`, or
# `-v "$PWD/topology.yaml:/topology.yaml:ro" pubsublab --config /topology.yaml`.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/PubSubLab -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
# The image's own user without rights; the port is above 1023, and nothing is written.
USER $APP_UID
EXPOSE 8085
# Inside a container loopback reaches nobody. It answers GET /healthz with "Ok" when it is ready.
ENTRYPOINT ["dotnet", "/app/pubsublab.dll", "emulator", "--host", "0.0.0.0", "--port", "8085"]
