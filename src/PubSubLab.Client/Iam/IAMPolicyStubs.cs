using Google.Cloud.Iam.V1;

namespace Google.Cloud.PubSub.V1;

public static partial class Publisher
{
    public partial class PublisherClient
    {
        /// <summary>A stub for IAM on the same channel.</summary>
        public virtual IAMPolicy.IAMPolicyClient CreateIAMPolicyClient() => new(CallInvoker);
    }
}

public static partial class Subscriber
{
    public partial class SubscriberClient
    {
        /// <summary>A stub for IAM on the same channel.</summary>
        public virtual IAMPolicy.IAMPolicyClient CreateIAMPolicyClient() => new(CallInvoker);
    }
}

public static partial class SchemaService
{
    public partial class SchemaServiceClient
    {
        /// <summary>A stub for IAM on the same channel.</summary>
        public virtual IAMPolicy.IAMPolicyClient CreateIAMPolicyClient() => new(CallInvoker);
    }
}
