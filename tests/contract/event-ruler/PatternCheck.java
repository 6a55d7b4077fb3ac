import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.event.ruler.Machine;

/** Matches each pattern with each sample by event-ruler, the library of EventBridge, and compares with the table. */
@SuppressWarnings("deprecation")
public class PatternCheck {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    int cases = 0;
    int passed = 0;
    int wrong = 0;
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      JsonNode one = json.readTree(line);
      Machine machine = new Machine();
      machine.addRule("rule", one.get("pattern").toString());
      boolean passes = machine.rulesForJSONEvent(one.get("event").toString()).contains("rule");
      cases += 1;
      if (passes) passed += 1;
      if (passes == one.get("passes").asBoolean()) continue;
      wrong += 1;
      String verb = passes ? "matches" : "does not match";
      System.out.printf("✗ %s %s %s%n", one.get("functionName").asText(), verb, one.get("sample").asText());
    }
    if (passed == 0) {
      System.out.println("✗ No pattern matches anything: the table is broken.");
      wrong += 1;
    }
    System.out.printf("%s %d cases, %d matches, %d wrong%n", wrong == 0 ? "✓" : "✗", cases, passed, wrong);
    System.exit(wrong == 0 ? 0 : 1);
  }
}
