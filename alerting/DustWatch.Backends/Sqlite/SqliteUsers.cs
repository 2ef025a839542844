using DustWatch.Backends.Accounts;

namespace DustWatch.Backends.Sqlite;

/// <summary>The users of an installation, in <c>ledger.db</c>; each change is an entry of kind <c>user</c>. Any thread.</summary>
/// <param name="ledger">Whose file and writer are used.</param>
public sealed class SqliteUsers(SqliteLedger ledger)
{
    private const string Kind = "user";
    private const string Columns = "name, role, district, enterprise, password_hash IS NOT NULL";
    private const string SelectAll = $"SELECT {Columns} FROM user ORDER BY name";
    private const string SelectOne = $"SELECT {Columns} FROM user WHERE name = ?";
    private const string SelectHash = "SELECT password_hash FROM user WHERE name = ?";
    private const string Insert = "INSERT OR IGNORE INTO user (name, role, district, enterprise) VALUES (?, ?, ?, ?)";
    private const string Update = "UPDATE user SET role = ?, district = ?, enterprise = ? WHERE name = ?";
    private const string Delete = "DELETE FROM user WHERE name = ?";

    /// <summary>By name.</summary>
    public IReadOnlyList<User> Read() => ledger.Readers.Read(file => ReadAll(file.Prepare(SelectAll)));

    /// <summary>The user, or null.</summary>
    public User? Find(string name) => ledger.Readers.Read(file => Find(file, name));

    /// <summary>The hash that the caller made of the user's password; null when there is no such user or no password.</summary>
    public string? FindPasswordHash(string name) => ledger.Readers.Read(file =>
    {
        var rows = file.Prepare(SelectHash).Bind(1, name);
        var hash = rows.Step() ? rows.TextOrNull(0) : null;
        rows.Reset();
        return hash;
    });

    /// <summary>Adds a user without password. <see langword="false"/> when the name is taken.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds control characters.</exception>
    public Task<bool> AddAsync(User user, string? actor)
    {
        if (string.IsNullOrWhiteSpace(user.Name) || user.Name.Any(char.IsControl))
        {
            throw new ArgumentException("A user has a name, without control characters.", nameof(user));
        }

        return ledger.WriteAsync(transaction =>
        {
            transaction.File.Prepare(Insert).Bind(1, user.Name).Bind(2, (long)user.Role).Bind(3, user.District).Bind(4, user.Enterprise).Run();
            return IsChanged(transaction, actor, "add", user);
        });
    }

    /// <summary>Changes role and scope. <see langword="false"/> when there is no such user.</summary>
    public Task<bool> ChangeAsync(User user, string? actor) => ledger.WriteAsync(transaction =>
    {
        transaction.File.Prepare(Update).Bind(1, (long)user.Role).Bind(2, user.District).Bind(3, user.Enterprise).Bind(4, user.Name).Run();
        return IsChanged(transaction, actor, "change", user);
    });

    /// <summary>Removes the user with links, sessions and tokens. <see langword="false"/> when there is no such user.</summary>
    public Task<bool> RemoveAsync(string name, string? actor) => ledger.WriteAsync(transaction =>
    {
        transaction.File.Prepare(Delete).Bind(1, name).Run();
        return IsChanged(transaction, actor, "remove", name);
    });

    internal static User? Find(SqliteFile file, string name) => ReadAll(file.Prepare(SelectOne).Bind(1, name)).SingleOrDefault();

    private static bool IsChanged(LedgerTransaction transaction, string? actor, string action, User user) =>
        transaction.File.Changes > 0
        && transaction.Append(
            Kind,
            actor,
            LedgerBody.Of(("action", action), ("user", user.Name), ("role", user.Role.NameOf()), ("district", user.District), ("enterprise", user.Enterprise))) > 0;

    private static bool IsChanged(LedgerTransaction transaction, string? actor, string action, string name) =>
        transaction.File.Changes > 0 && transaction.Append(Kind, actor, LedgerBody.Of(("action", action), ("user", name))) > 0;

    private static List<User> ReadAll(SqliteStatement rows)
    {
        var users = new List<User>();
        while (rows.Step())
        {
            users.Add(new User(rows.Text(0), (UserRole)rows.Long(1), rows.TextOrNull(2), rows.TextOrNull(3), rows.Long(4) != 0));
        }

        return users;
    }
}
