namespace DustWatch.Dashboard.Contracts;

/// <summary>One text in the page's languages.</summary>
internal sealed record NamesView(string Zh, string En);
