// A decision table: a symptom, and the bugs that show it, each with the evidence that decides for it.
#pragma once

#include <string>
#include <vector>

#include "diagnosis/case.hpp"

namespace wirelab::diagnosis {

struct Row {
  std::string id;        ///< of bugs.toml
  std::string evidence;  ///< what decides, in words
  bool (*holds)(const Case&);
};

struct Table {
  std::string symptom;
  bool (*applies)(const Case&);
  std::vector<Row> rows;
};

/// All tables.
std::vector<Table> all_tables();

// One function a file of diagnosis/tables/.
std::vector<Table> tables_of_addresses();
std::vector<Table> tables_of_clients();
std::vector<Table> tables_of_listening();
std::vector<Table> tables_of_replies();
std::vector<Table> tables_of_ends();
std::vector<Table> tables_of_children();
std::vector<Table> tables_of_datagrams();

}  // namespace wirelab::diagnosis
