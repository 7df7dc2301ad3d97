using Google.Api.Gax;

namespace Google.Cloud.Iam.V1;

public partial class Policy
{
    /// <summary>Gives a role to a member.</summary>
    /// <param name="role">The role: <c>roles/pubsub.publisher</c>.</param>
    /// <param name="member">The member: <c>serviceAccount:name@project.iam.gserviceaccount.com</c>.</param>
    /// <returns>Whether the policy changed; false when the member had the role.</returns>
    /// <exception cref="ArgumentException">The role or the member is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The policy has conditions, or a version above 1, which allows them.</exception>
    public bool AddRoleMember(string role, string member)
    {
        if (FindBinding(role, member) is not { } binding)
        {
            Bindings.Add(new Binding { Role = role, Members = { member } });
            return true;
        }

        if (binding.Members.Contains(member))
        {
            return false;
        }

        binding.Members.Add(member);
        return true;
    }

    /// <summary>Removes a member from a role, and the role with its last member.</summary>
    /// <param name="role">The role: <c>roles/pubsub.publisher</c>.</param>
    /// <param name="member">The member: <c>serviceAccount:name@project.iam.gserviceaccount.com</c>.</param>
    /// <returns>Whether the policy changed; false when the member did not have the role.</returns>
    /// <exception cref="ArgumentException">The role or the member is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The policy has conditions, or a version above 1, which allows them.</exception>
    public bool RemoveRoleMember(string role, string member)
    {
        var binding = FindBinding(role, member);
        if (binding?.Members.Remove(member) is not true)
        {
            return false;
        }

        if (binding.Members.Count == 0)
        {
            Bindings.Remove(binding);
        }

        return true;
    }

    private Binding? FindBinding(string role, string member)
    {
        GaxPreconditions.CheckNotNullOrEmpty(role, nameof(role));
        GaxPreconditions.CheckNotNullOrEmpty(member, nameof(member));
        GaxPreconditions.CheckState(
            Version <= 1 && Bindings.All(binding => binding.Condition is null),
            "The policy has conditions, or a version that allows them. Who has a role is then a matter of its conditions too: change the bindings themselves.");
        return Bindings.FirstOrDefault(binding => binding.Role == role);
    }
}
