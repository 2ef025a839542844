namespace DustWatch.Backends.Accounts;

/// <summary>Who may sign in.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Role">What they may do.</param>
/// <param name="District">The only district they see, or null for all.</param>
/// <param name="Enterprise">The only enterprise they see, or null for all.</param>
/// <param name="HasPassword">Whether they can sign in with one. Not written by the store's callers.</param>
public sealed record User(string Name, UserRole Role, string? District, string? Enterprise, bool HasPassword = false);
