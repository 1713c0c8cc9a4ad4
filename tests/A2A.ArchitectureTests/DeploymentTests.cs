using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using A2A.Tests;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace A2A.ArchitectureTests;

/// <summary>The manifests of docs/deploy: what they name exists, every service is probed, no secret stands in them.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "docs", "deploy");

    // Strict: a field that Kubernetes does not know is an error.
    private static readonly IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Manifests =
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, "kubernetes"), "*.yaml").Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true)).Cast<IKubernetesObject<V1ObjectMeta>>(),
    ];

    private static readonly ComposeFile Compose = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
        .Deserialize<ComposeFile>(File.ReadAllText(Path.Combine(Folder, "compose.yaml")));

    private static readonly IReadOnlyList<V1PodTemplateSpec> Pods =
        [.. Of<V1Deployment>().Select(deployment => deployment.Spec.Template), .. Of<V1StatefulSet>().Select(set => set.Spec.Template)];

    [Fact]
    public void Kustomize_lists_every_manifest_and_an_image_for_every_service()
    {
        var kustomization = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(Folder, "kubernetes", "kustomization.yaml")));

        ((List<object>)kustomization["resources"]).Cast<string>().ShouldBe(
            Directory.EnumerateFiles(Path.Combine(Folder, "kubernetes"), "*.yaml").Select(Path.GetFileName).OfType<string>().Except(["kustomization.yaml"]),
            ignoreOrder: true);
        ((List<object>)kustomization["images"]).Select(image => ((Dictionary<object, object>)image)["name"]).ShouldBe(
            Of<V1Deployment>().SelectMany(deployment => deployment.Spec.Template.Spec.Containers).Select(container => container.Image), ignoreOrder: true);
    }

    [Fact]
    public void The_images_are_those_that_publishing_makes()
    {
        var made = new[] { "A2A.AgentApi", "A2A.WebhookReceiver" }
            .Select(name => ImageOfProject().Match(File.ReadAllText(Path.Combine(Repository.Folder, name, $"{name}.csproj"))).Groups[1].Value).ToList();

        Of<V1Deployment>().SelectMany(deployment => deployment.Spec.Template.Spec.Containers).Select(container => container.Image).ShouldBe(made, ignoreOrder: true);
        made.ShouldAllBe(image => Compose.Services.Values.Any(service => service.Image.StartsWith($"${{A2A_REGISTRY:+${{A2A_REGISTRY}}/}}{image}:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Services_budgets_routes_and_policies_point_at_pods_and_ports_that_exist()
    {
        foreach (var service in Of<V1Service>())
        {
            var pod = PodOf(service.Spec.Selector);
            service.Spec.Ports.ShouldAllBe(port => pod.Spec.Containers.SelectMany(container => container.Ports).Any(own => own.Name == port.TargetPort.Value));
        }

        Of<V1PodDisruptionBudget>().ShouldAllBe(budget => PodOf(budget.Spec.Selector.MatchLabels) != null);
        Of<V1Deployment>().ShouldAllBe(deployment => PodOf(deployment.Spec.Selector.MatchLabels) == deployment.Spec.Template);
        Of<V1NetworkPolicy>().SelectMany(policy => policy.Spec.Ingress).SelectMany(rule => rule.FromProperty)
            .ShouldAllBe(peer => PodOf(peer.PodSelector.MatchLabels) != null);
        var backends = Of<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).SelectMany(rule => rule.Http.Paths).Select(path => path.Backend.Service);
        backends.ShouldAllBe(backend => Of<V1Service>().Single(service => service.Metadata.Name == backend.Name).Spec.Ports.Any(port => port.Name == backend.Port.Name));
        Pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.EnvFrom ?? [])
            .ShouldAllBe(source => Of<V1ConfigMap>().Any(map => map.Metadata.Name == source.ConfigMapRef.Name));
    }

    [Fact]
    public void Every_pod_is_probed_runs_without_root_and_stops_later_than_its_drains()
    {
        foreach (var pod in Pods)
        {
            pod.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true);
            pod.Spec.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThan(5 + 5 + 5, "the pause, Execution:Drain and Push:Drain");
            foreach (var container in pod.Spec.Containers)
            {
                container.ReadinessProbe.ShouldNotBeNull(container.Name);
                container.LivenessProbe.ShouldNotBeNull(container.Name);
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
            }
        }

        foreach (var container in Of<V1Deployment>().SelectMany(deployment => deployment.Spec.Template.Spec.Containers))
        {
            container.ReadinessProbe.HttpGet.Path.ShouldBe("/health");
            container.LivenessProbe.HttpGet.Path.ShouldBe("/alive", "a restart does not mend an absent Redis");
        }
    }

    [Fact]
    public void No_secret_stands_in_a_manifest()
    {
        string[] secret = ["Encryption__Key", "Push__SigningSecret", "Callers__", "ConnectionStrings__", "Webhooks__Secrets__", "Webhooks__ReadKey", "REDIS_PASSWORD"];
        var variables = Pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Env).ToList();
        variables.Where(variable => secret.Any(variable.Name.StartsWith)).ShouldAllBe(variable => variable.ValueFrom.SecretKeyRef.Name == "a2a" && variable.Value == null);
        Of<V1ConfigMap>().SelectMany(map => map.Data.Keys).ShouldAllBe(name => !secret.Any(name.StartsWith));
        Of<V1Secret>().ShouldBeEmpty();

        // Without a value Compose stops, and says what is missing.
        Compose.Services.Values.SelectMany(service => service.Environment ?? []).Where(variable => secret.Any(variable.Key.StartsWith))
            .ShouldAllBe(variable => RequiredValue().IsMatch(variable.Value));
    }

    [Fact]
    public void Every_secret_is_one_that_the_guide_tells_how_to_make()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "deploy.md"));
        var wanted = Pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Env).Select(variable => variable.ValueFrom.SecretKeyRef.Key).Distinct();

        SecretOfGuide().Matches(guide).Select(match => match.Groups[1].Value).ShouldBe(wanted, ignoreOrder: true);
        VariableOfCompose().Matches(File.ReadAllText(Path.Combine(Folder, "compose.yaml"))).Select(match => match.Groups[1].Value).Distinct()
            .ShouldAllBe(name => guide.Contains($"{name}="));
    }

    [Fact]
    public void Every_variable_is_a_setting_that_the_documentation_knows()
    {
        var known = SettingOfGuide().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "docs", "configuration.md")))
            .Select(match => new Regex($"^{NameInSetting().Replace(Regex.Escape(match.Groups[1].Value), "[^:]+")}$")).ToList();
        var named = Pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Env).Select(variable => variable.Name)
            .Concat(Of<V1ConfigMap>().SelectMany(map => map.Data.Keys))
            .Concat(Compose.Services.Values.SelectMany(service => service.Environment?.Keys ?? Enumerable.Empty<string>()))
            .Where(name => name.Contains("__", StringComparison.Ordinal)).Distinct();

        named.Where(name => !known.Any(setting => setting.IsMatch(name.Replace("__", ":", StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    [Fact]
    public void What_compose_names_exists_and_what_is_waited_for_can_be_healthy()
    {
        foreach (var (name, service) in Compose.Services)
        {
            (service.Networks ?? []).ShouldAllBe(network => Compose.Networks.ContainsKey(network), name);
            (service.Volumes ?? []).ShouldAllBe(volume => Compose.Volumes.ContainsKey(volume.Split(':')[0]), name);
            (service.Configs ?? []).ShouldAllBe(config => Compose.Configs.ContainsKey(config.Source), name);
            (service.DependsOn ?? []).ShouldAllBe(other => Compose.Services[other.Key].Healthcheck != null, name);
        }
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(503, 1)]
    public async Task The_health_check_of_compose_tells_a_healthy_service_from_another(int status, int exitCode)
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://localhost:{port}/");
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var answered = AnswerAsync();
        string[] command = [.. Compose.Services["agent-api"].Healthcheck!.Test.Skip(1).Select(word => word.Replace("/8080", $"/{port}", StringComparison.Ordinal))];

        using var check = Process.Start(new ProcessStartInfo(command[0], command[1..]))!;
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        check.ExitCode.ShouldBe(exitCode);
        (await answered.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe("/health");

        async Task<string?> AnswerAsync()
        {
            var context = await listener.GetContextAsync();
            context.Response.StatusCode = status;
            context.Response.Close();
            return context.Request.Url?.AbsolutePath;
        }
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static IEnumerable<T> Of<T>() => Manifests.OfType<T>();

    private static V1PodTemplateSpec PodOf(IDictionary<string, string> labels) =>
        Pods.Single(pod => labels.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value));

    [GeneratedRegex("<ContainerRepository>(.*)</ContainerRepository>")]
    private static partial Regex ImageOfProject();

    [GeneratedRegex(@"\$\{A2A_[A-Z_]+:\?.+\}")]
    private static partial Regex RequiredValue();

    [GeneratedRegex("--from-literal=([a-z-]+)=")]
    private static partial Regex SecretOfGuide();

    [GeneratedRegex(@"\$\{(A2A_[A-Z_]+):\?")]
    private static partial Regex VariableOfCompose();

    [GeneratedRegex("`([A-Za-z0-9:<>]+)`")]
    private static partial Regex SettingOfGuide();

    [GeneratedRegex("<[a-z]+>")]
    private static partial Regex NameInSetting();

    // What compose.yaml uses of the Compose Specification; anything else is an error.
    private sealed record ComposeFile
    {
        public string Name { get; init; } = "";
        public Dictionary<string, ComposeService> Services { get; init; } = [];
        public Dictionary<string, Dictionary<string, string>> Configs { get; init; } = [];
        public Dictionary<string, object?> Volumes { get; init; } = [];
        public Dictionary<string, object?> Networks { get; init; } = [];
    }

    private sealed record ComposeService
    {
        public string Image { get; init; } = "";
        public List<string>? Command { get; init; }
        public Dictionary<string, string>? Environment { get; init; }
        public List<string>? Volumes { get; init; }
        public List<string>? Ports { get; init; }
        public List<string>? Networks { get; init; }
        public List<ComposeConfig>? Configs { get; init; }
        public Dictionary<string, Dictionary<string, string>>? DependsOn { get; init; }
        public ComposeHealthcheck? Healthcheck { get; init; }
        public Dictionary<string, int>? Deploy { get; init; }
        public string? StopGracePeriod { get; init; }
        public string? Restart { get; init; }
    }

    private sealed record ComposeConfig
    {
        public string Source { get; init; } = "";
        public string Target { get; init; } = "";
    }

    private sealed record ComposeHealthcheck
    {
        public List<string> Test { get; init; } = [];
        public string Interval { get; init; } = "";
        public string Timeout { get; init; } = "";
        public int Retries { get; init; }
    }
}
