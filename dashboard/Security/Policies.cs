using DustWatch.Backends.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace DustWatch.Dashboard.Security;

/// <summary>Who may do what, by role. Reading needs a sign-in alone; the scope decides what is seen.</summary>
internal static class Policies
{
    /// <summary>Acts on alerts.</summary>
    public const string MayAct = nameof(MayAct);

    /// <summary>Sees what devices sent and why it was refused.</summary>
    public const string MayDiagnose = nameof(MayDiagnose);

    /// <summary>Takes samples in again that were set aside.</summary>
    public const string MayReadmit = nameof(MayReadmit);

    /// <summary>Changes what is judged and how.</summary>
    public const string MayAdminister = nameof(MayAdminister);

    public static void Add(AuthorizationOptions options)
    {
        void Roles(string policy, params UserRole[] roles) => options.AddPolicy(policy, p => p.RequireRole(roles.Select(r => r.ToString())));
        Roles(MayAct, UserRole.Administrator, UserRole.Operator, UserRole.Inspector, UserRole.Officer);
        Roles(MayReadmit, UserRole.Administrator, UserRole.Operator);
        Roles(MayAdminister, UserRole.Administrator);
        Roles(MayDiagnose, UserRole.Administrator, UserRole.Operator, UserRole.Inspector, UserRole.Officer);
    }
}
