using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Google.Api.Gax.Grpc;

/// <summary>Puts the settings' interceptor around a call invoker.</summary>
internal static class Interceptors
{
    internal static CallInvoker Apply(CallInvoker invoker, Interceptor? interceptor) => interceptor is null ? invoker : invoker.Intercept(interceptor);
}
