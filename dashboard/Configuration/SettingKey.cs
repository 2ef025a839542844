namespace DustWatch.Dashboard.Configuration;

/// <summary>One key that the configuration knows.</summary>
/// <param name="Name">As in the contract, such as <c>Http:Listen</c>.</param>
/// <param name="Default">Its default, or null for none.</param>
/// <param name="Takes">What it takes, for a person.</param>
/// <param name="IsSecret">Not to be given on the command line; may be given as <c>…File</c>.</param>
internal sealed record SettingKey(string Name, string? Default, string Takes, bool IsSecret = false);
