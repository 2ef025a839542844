using DustWatch.Backends.Accounts;
using DustWatch.Backends.Sqlite;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteAccountsTests : IAsyncDisposable
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new Instant(1_750_000_000_000));
    private readonly SqliteLedger _ledger;
    private readonly SqliteUsers _users;
    private readonly SqliteSignIns _signIns;
    private readonly SqliteDevices _devices;
    private readonly SqliteDocuments _registries;

    public SqliteAccountsTests()
    {
        _ledger = new SqliteLedger(_folder.File("ledger.db"), _time);
        (_users, _signIns, _devices, _registries) = (new(_ledger), new(_ledger), new(_ledger), SqliteDocuments.Registries(_ledger));
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Adds_changes_and_removes_users()
    {
        Assert.That(await _users.AddAsync(new User("wang", UserRole.Operator, "rc", null), "admin"), Is.True);
        Assert.That(await _users.AddAsync(new User("wang", UserRole.Viewer, null, null), "admin"), Is.False);
        Assert.That(await _users.ChangeAsync(new User("wang", UserRole.Officer, null, "e1"), "admin"), Is.True);
        Assert.That(await _users.ChangeAsync(new User("nobody", UserRole.Officer, null, null), "admin"), Is.False);

        Assert.That(_users.Read(), Is.EqualTo(new[] { new User("wang", UserRole.Officer, null, "e1") }));
        Assert.That(await _users.RemoveAsync("wang", "admin"), Is.True);
        Assert.That(_users.Find("wang"), Is.Null);
        Assert.That(_ledger.Head, Is.EqualTo(3), "what changed nothing leaves no entry");
    }

    [TestCase("")]
    [TestCase("a\nb")]
    public void Refuses_a_name_that_is_none(string name)
    {
        Assert.That(async () => await _users.AddAsync(new User(name, UserRole.Viewer, null, null), null), Throws.ArgumentException);
    }

    [Test]
    public async Task Keeps_the_hash_of_a_password_and_never_writes_it_to_the_ledger()
    {
        await AddWang();
        Assert.That(_users.FindPasswordHash("wang"), Is.Null);

        await _signIns.ChangePasswordAsync("wang", "$argon2$secret", "", "wang");

        Assert.That(_users.FindPasswordHash("wang"), Is.EqualTo("$argon2$secret"));
        Assert.That(_users.Find("wang")?.HasPassword, Is.True);
        Assert.That(LedgerText(), Does.Contain("password").And.Not.Contain("argon2"));
        Assert.That(await _signIns.ChangePasswordAsync("nobody", "x", "", null), Is.False);
    }

    [Test]
    public async Task A_link_signs_in_once()
    {
        await AddWang();
        var link = await Link(isReusable: false);

        Assert.That((await _signIns.UseLinkAsync(link))?.Name, Is.EqualTo("wang"));
        Assert.That(await _signIns.UseLinkAsync(link), Is.Null);
    }

    [Test]
    public async Task Of_many_that_use_the_same_link_at_once_one_gets_in()
    {
        await AddWang();
        var link = await Link(isReusable: false);

        var users = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _signIns.UseLinkAsync(link))));

        Assert.That(users.Count(user => user is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task A_reusable_link_signs_in_until_it_expires()
    {
        await AddWang();
        var link = await Link(isReusable: true);

        Assert.That(await _signIns.UseLinkAsync(link), Is.Not.Null);
        _time.Now = _time.Now.Plus(599_999);
        Assert.That(await _signIns.UseLinkAsync(link), Is.Not.Null);
        _time.Now = _time.Now.Plus(1);
        Assert.That(await _signIns.UseLinkAsync(link), Is.Null);
    }

    [Test]
    public async Task A_bearer_stands_for_its_user_as_they_are_now_until_it_expires()
    {
        await AddWang();
        var token = await Bearer(BearerKind.Token);

        await _users.ChangeAsync(new User("wang", UserRole.Viewer, "rc", null), null);

        var bearer = _signIns.FindBearer(token);
        Assert.That((bearer?.User.Role, bearer?.Kind, bearer?.Expires), Is.EqualTo((UserRole.Viewer, BearerKind.Token, _time.Now.Plus(600_000))));
        _time.Now = _time.Now.Plus(600_000);
        Assert.That(_signIns.FindBearer(token), Is.Null);
    }

    [Test]
    public async Task Ending_a_session_ends_that_one()
    {
        await AddWang();
        var (first, second) = (await Bearer(BearerKind.Session), await Bearer(BearerKind.Session));

        Assert.That(await _signIns.EndBearerAsync(first), Is.True);
        Assert.That(await _signIns.EndBearerAsync(first), Is.False);
        Assert.That((_signIns.FindBearer(first), _signIns.FindBearer(second)?.Kind), Is.EqualTo((default(Bearer), BearerKind.Session)));
    }

    [Test]
    public async Task A_new_password_ends_the_other_sessions_and_the_links_of_its_user_alone()
    {
        await AddWang();
        await _users.AddAsync(new User("li", UserRole.Viewer, null, null), null);
        var (mine, other, byLink, token, link) = (await Bearer(BearerKind.Session), await Bearer(BearerKind.Session), await Bearer(BearerKind.SessionByLink), await Bearer(BearerKind.Token), await Link(isReusable: false));
        var lis = (await _signIns.MakeBearerAsync("li", BearerKind.Session, TenMinutes, null))?.Value ?? "";

        Assert.That(await _signIns.ChangePasswordAsync("wang", "hash", mine, "wang"), Is.True);

        Assert.That(new[] { mine, other, byLink, token, lis }.Select(b => _signIns.FindBearer(b) is not null), Is.EqualTo(new[] { true, false, false, true, true }));
        Assert.That(await _signIns.UseLinkAsync(link), Is.Null);
    }

    [Test]
    public async Task Revoking_a_user_ends_all_they_could_get_in_with()
    {
        await AddWang();
        await _signIns.ChangePasswordAsync("wang", "hash", "", null);
        var (session, token, link) = (await Bearer(BearerKind.Session), await Bearer(BearerKind.Token), await Link(isReusable: true));

        Assert.That(await _signIns.RevokeAsync("wang", "admin"), Is.True);
        Assert.That(await _signIns.RevokeAsync("nobody", "admin"), Is.False);

        Assert.That((_signIns.FindBearer(session), _signIns.FindBearer(token)), Is.EqualTo((default(Bearer), default(Bearer))));
        Assert.That(await _signIns.UseLinkAsync(link), Is.Null);
        Assert.That((_users.FindPasswordHash("wang"), _users.Find("wang")?.Role), Is.EqualTo((default(string), UserRole.Operator)));
        await Bearer(BearerKind.Session);
    }

    [Test]
    public async Task Removing_a_user_ends_their_sessions()
    {
        await AddWang();
        var session = await Bearer(BearerKind.Session);
        await _users.RemoveAsync("wang", null);
        await AddWang();

        Assert.That(_signIns.FindBearer(session), Is.Null);
    }

    [TestCase("")]
    [TestCase("guess")]
    public async Task A_guess_gets_nobody_in(string guess)
    {
        await AddWang();
        await Link(isReusable: true);
        await Bearer(BearerKind.Token);
        await _devices.SaveAsync("d1", ["p1"], null);

        Assert.That(_signIns.FindBearer(guess), Is.Null);
        Assert.That(await _signIns.UseLinkAsync(guess), Is.Null);
        Assert.That(_devices.IsSecret("d1", guess), Is.False, "a device that was given none has no secret");
        Assert.That(_devices.FindBySecret(guess), Is.Null);
        Assert.That(await _signIns.MakeBearerAsync("nobody", BearerKind.Token, TenMinutes, null), Is.Null);
    }

    [Test]
    public async Task A_new_secret_of_a_device_replaces_the_old_one()
    {
        await _devices.SaveAsync("d1", ["p1", "p2"], "admin");
        Assert.That(_devices.Find("d1")?.HasSecret, Is.False);
        var old = (await _devices.MakeSecretAsync("d1", "admin"))?.Value ?? string.Empty;
        Assert.That((_devices.IsSecret("d1", old), _devices.IsSecret("d2", old)), Is.EqualTo((true, false)));

        var secret = (await _devices.MakeSecretAsync("d1", "admin"))?.Value ?? string.Empty;

        Assert.That((_devices.IsSecret("d1", old), _devices.IsSecret("d1", secret)), Is.EqualTo((false, true)));
        Assert.That(_devices.FindBySecret(secret)?.Id, Is.EqualTo("d1"));
        Assert.That(await _devices.MakeSecretAsync("d9", "admin"), Is.Null);
    }

    [Test]
    public async Task Saving_a_device_again_gives_it_other_points_and_keeps_its_secret()
    {
        await _devices.SaveAsync("d1", ["p1"], null);
        var secret = (await _devices.MakeSecretAsync("d1", null))?.Value ?? string.Empty;
        var head = _ledger.Head;

        await _devices.SaveAsync("d1", ["p1"], null);
        Assert.That(_ledger.Head, Is.EqualTo(head), "the same again is no change");
        await _devices.SaveAsync("d1", ["p2", "p3"], null);

        Assert.That(_devices.Read().Single().Points, Is.EqualTo((string[])["p2", "p3"]));
        Assert.That(_devices.IsSecret("d1", secret), Is.True);
        Assert.That(await _devices.RemoveAsync("d1", null), Is.True);
        Assert.That((_devices.IsSecret("d1", secret), await _devices.RemoveAsync("d1", null)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task Numbers_registries_and_takes_the_same_one_once()
    {
        Assert.That(_registries.FindLast(), Is.Null);

        Assert.That(await _registries.AddAsync("{}"u8.ToArray(), "admin"), Is.EqualTo(1));
        Assert.That(await _registries.AddAsync("{}"u8.ToArray(), "admin"), Is.EqualTo(1));
        Assert.That(await _registries.AddAsync("{ }"u8.ToArray(), "admin"), Is.EqualTo(2));

        Assert.That(_registries.Find(1)?.Json.ToArray(), Is.EqualTo("{}"u8.ToArray()));
        Assert.That((_registries.FindLast()?.Version, _registries.FindLast()?.At), Is.EqualTo((2, _time.Now)));
        Assert.That(_ledger.Head, Is.EqualTo(2));
    }

    [Test]
    public async Task No_secret_is_in_the_file()
    {
        await AddWang();
        await _devices.SaveAsync("d1", ["p1"], null);
        string[] secrets =
        [
            await Link(isReusable: true), await Bearer(BearerKind.Token), await Bearer(BearerKind.Session),
            (await _devices.MakeSecretAsync("d1", null))?.Value ?? throw new AssertionException("No secret."),
        ];
        Assert.That(secrets, Is.Unique.And.All.Length.EqualTo(43), "32 bytes, base64url");
        await _ledger.DisposeAsync();

        var bytes = await File.ReadAllTextAsync(_folder.File("ledger.db"), System.Text.Encoding.Latin1);
        Assert.That(secrets.Where(secret => bytes.Contains(secret, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Every_change_is_in_the_chain()
    {
        await AddWang();
        await Bearer(BearerKind.Token);
        await _devices.SaveAsync("d1", ["p1"], "admin");
        await _registries.AddAsync("{}"u8.ToArray(), "admin");

        Assert.That(_ledger.Verify(), Is.Null);
        Assert.That(LedgerText(), Is.EqualTo(
            """
            user: {"action":"add","user":"wang","role":"operator","district":null,"enterprise":null}
            user: {"action":"token","user":"wang","expires":"2025-06-15T15:16:40.000Z"}
            device: {"action":"save","device":"d1","points":["p1"]}
            registry: {"version":1,"sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}
            """));
    }

    private Task<bool> AddWang() => _users.AddAsync(new User("wang", UserRole.Operator, null, null), null);

    private async Task<string> Link(bool isReusable) =>
        (await _signIns.MakeLinkAsync("wang", TenMinutes, isReusable, null))?.Value ?? throw new AssertionException("No link.");

    private async Task<string> Bearer(BearerKind kind) =>
        (await _signIns.MakeBearerAsync("wang", kind, TenMinutes, null))?.Value ?? throw new AssertionException("No bearer.");

    private string LedgerText()
    {
        using var session = new SqliteSession(_folder.File("ledger.db"));
        return (string)(session.Read("SELECT group_concat(kind || ': ' || body, char(10) ORDER BY seq) FROM entry") ?? string.Empty);
    }
}
