namespace DustWatch.Dashboard.Contracts;

/// <summary>Sets the password of the signed-in user.</summary>
internal sealed record PasswordRequest(string? Password);
