namespace DustWatch.Dashboard.Contracts;

/// <summary>Signs in by link, or by user and password.</summary>
internal sealed record SignIn(string? Link, string? User, string? Password);
