using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Who is signed in.</summary>
/// <param name="Token">Only in the answer that opens the session.</param>
internal sealed record SessionView(string? Token, string User, UserRole Role, string? District, string? Enterprise, Instant Expires, bool Demo, bool MustSetPassword);
