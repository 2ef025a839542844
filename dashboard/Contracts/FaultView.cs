namespace DustWatch.Dashboard.Contracts;

/// <summary>Something in what was sent.</summary>
/// <param name="Path">Where, such as <c>rules[3].points</c>.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
internal sealed record FaultView(string Path, string Message);
