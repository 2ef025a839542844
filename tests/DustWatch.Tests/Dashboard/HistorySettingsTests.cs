using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Configuration;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Dashboard;

/// <summary>Where the history is, as the settings say it. What they refuse is in <see cref="Integration.WrongUseTests"/>.</summary>
[TestFixture]
internal sealed class HistorySettingsTests
{
    [Test]
    public void Keeps_the_history_in_the_data_folder_alone_until_told_otherwise() => Assert.That(SettingsReader.Read([], isDemo: false).Influx, Is.Null);

    [Test]
    public void Keeps_samples_a_month_minutes_two_years_and_shifts_ten() => Assert.That(SettingsReader.Read([], isDemo: false).History, Is.EqualTo(HistoryRetention.Default));

    [Test]
    public void Takes_years_of_366_days_and_days()
    {
        var kept = SettingsReader.Read(["--History:Raw=P1Y", "--History:Minute=P9D", "--History:Shift=P100Y"], isDemo: false).History;

        Assert.That((kept.Raw.TotalDays, kept.Minute.TotalDays, kept.Shift.TotalDays), Is.EqualTo((366, 9, 36_600)));
    }

    [Test]
    public void Takes_a_bucket_and_a_token_from_a_file_and_shows_it_nowhere()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("token"), "t0ken\n");
        var settings = SettingsReader.Read(
            ["--History:Kind=influx", "--History:Url=https://influx.example.org/base/", "--History:Org=o", "--History:Bucket=b", $"--History:TokenFile={folder.File("token")}"], isDemo: false);

        Assert.That(settings.Influx, Is.EqualTo(new InfluxOptions(new Uri("https://influx.example.org/base/"), InfluxApi.V2, Database: "b", "o", "b", "t0ken")));
        Assert.That(settings.ToString(), Does.Contain("influx.example.org").And.Not.Contain("t0ken"));
    }

    [Test]
    public void Takes_a_database_with_a_user_and_a_password_from_a_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("password"), "s3cret");
        var settings = SettingsReader.Read(
            ["--History:Kind=influx", "--History:Api=v1", "--History:Url=http://127.0.0.1:8086", "--History:Database=d", "--History:User=u", $"--History:PasswordFile={folder.File("password")}"], isDemo: false);

        Assert.That(settings.Influx, Is.EqualTo(new InfluxOptions(new Uri("http://127.0.0.1:8086"), InfluxApi.V1, "d", User: "u", Password: "s3cret")));
        Assert.That(settings.ToString(), Does.Not.Contain("s3cret"));
    }
}
