using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Who is signed in.</summary>
/// <param name="Token">Only in the answer that opens the session.</param>
/// <param name="MustSetPassword">The user has none yet.</param>
/// <param name="MustStatePassword">A new password is taken only together with the one that holds.</param>
internal sealed record SessionView(
    string? Token,
    string User,
    UserRole Role,
    string? District,
    string? Enterprise,
    Instant Expires,
    bool Demo,
    bool MustSetPassword,
    bool MustStatePassword);
