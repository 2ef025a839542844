namespace DustWatch.Backends.Accounts;

/// <summary>A device that may sign in.</summary>
/// <param name="Id">Its user name.</param>
/// <param name="Points">Ids of the points it may publish for.</param>
/// <param name="HasSecret">Whether it has been given a secret.</param>
public sealed record DeviceAccount(string Id, IReadOnlyList<string> Points, bool HasSecret);
