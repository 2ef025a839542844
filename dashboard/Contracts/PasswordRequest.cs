namespace DustWatch.Dashboard.Contracts;

/// <summary>Sets the password of the signed-in user; the user's other sessions end.</summary>
/// <param name="Password">The new one.</param>
/// <param name="Current">The one that holds, where <c>mustStatePassword</c> of the session says so.</param>
internal sealed record PasswordRequest(string? Password, string? Current);
