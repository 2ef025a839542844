namespace DustWatch.Dashboard.Contracts;

/// <summary>One text in the page's languages.</summary>
public sealed record BilingualView(string Zh, string En);
