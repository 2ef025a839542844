using System.Diagnostics;

namespace DustWatch.Backends.Accounts;

/// <summary>How roles are spelled.</summary>
public static class UserRoles
{
    /// <summary>Such as <c>operator</c>.</summary>
    public static string NameOf(this UserRole role) => role switch
    {
        UserRole.Administrator => "administrator",
        UserRole.Operator => "operator",
        UserRole.Inspector => "inspector",
        UserRole.Officer => "officer",
        UserRole.Viewer => "viewer",
        UserRole.Service => "service",
        _ => throw new UnreachableException($"Role {role}"),
    };

    /// <summary>Reads a role's name.</summary>
    public static bool TryRead(string? name, out UserRole role)
    {
        foreach (var candidate in Enum.GetValues<UserRole>())
        {
            if (candidate.NameOf() == name)
            {
                role = candidate;
                return true;
            }
        }

        role = default;
        return false;
    }
}
