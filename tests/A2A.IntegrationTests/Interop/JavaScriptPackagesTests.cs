using System.Reflection;
using System.Runtime.CompilerServices;

namespace A2A.IntegrationTests.Interop;

/// <summary>Packages of npm, unchanged, receive this server's webhooks and read its streams.</summary>
/// <remarks>Each check of the scripts has the name of its test.</remarks>
[Collection(InteropSystem.Name)]
public sealed class JavaScriptPackagesTests(JavaScriptPackages packages) : IClassFixture<JavaScriptPackages>
{
    [Fact]
    public void Express_reads_and_verifies_every_event_of_a_config_of_1_0_with_the_media_type_of_JSON() => Passes();

    [Fact]
    public void Express_reads_and_verifies_the_media_type_of_the_specification_where_its_parser_is_told() => Passes();

    [Fact]
    public void Express_reads_and_verifies_every_task_of_a_config_of_0_3_without_a_media_type() => Passes();

    [Fact]
    public void Express_has_no_body_for_a_config_of_1_0_without_a_media_type() => Passes();

    [Fact]
    public void EventSource_dispatches_each_event_once_with_its_id_across_a_cut_connection() => Passes();

    [Fact]
    public void EventSource_dispatches_nothing_while_comments_fill_the_silence() => Passes();

    [Fact]
    public void Every_check_of_the_scripts_has_its_test() => packages.Results.Keys.ShouldBe(
        GetType().GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public)
            .Select(method => method.Name)
            .Where(name => name != nameof(Every_check_of_the_scripts_has_its_test)),
        ignoreOrder: true);

    private void Passes([CallerMemberName] string check = "")
    {
        var result = packages.Results.GetValueOrDefault(check).ShouldNotBeNull($"No such check was made: {check}");
        result.Passed.ShouldBeTrue(result.Why);
    }
}
